/** When conjugate gradients end, and how the solution is regularised. */
export interface CgOptions {
  /** λ, the weight of the solution's norm. */
  readonly lambda: number;
  readonly iterations: number;
  /** Residual, relative to the right-hand side, at which iterations end. */
  readonly tolerance: number;
}

/**
 * The solution x of (A + λ) x = b by conjugate gradients.
 * @param normal writes A x to `result`, with A Hermitian and positive semidefinite
 * @param rightSide b, complex and interleaved or real; it is not changed
 * @param start where iterations start; 0 if omitted
 */
export function conjugateGradients(
  normal: (x: Float64Array, result: Float64Array) => void,
  rightSide: Float64Array,
  { lambda, iterations, tolerance }: CgOptions,
  start?: Float64Array,
): Float64Array<ArrayBuffer> {
  const residual = Float64Array.from(rightSide);
  const solution = new Float64Array(rightSide.length);
  const product = new Float64Array(rightSide.length);
  if (start !== undefined) {
    solution.set(start);
    normal(solution, product);
    addScaled(residual, -1, product);
    addScaled(residual, -lambda, solution);
  }
  const direction = residual.slice();
  let power = dot(residual, residual);
  const enough = tolerance ** 2 * dot(rightSide, rightSide);
  for (let iteration = 0; iteration < iterations && power > enough; iteration += 1) {
    normal(direction, product);
    addScaled(product, lambda, direction);
    const step = power / dot(direction, product);
    addScaled(solution, step, direction);
    addScaled(residual, -step, product);
    const next = dot(residual, residual);
    for (let i = 0; i < direction.length; i += 1) direction[i] = residual[i]! + (next / power) * direction[i]!;
    power = next;
  }
  return solution;
}

/** Real part of the inner product. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i]! += factor * source[i]!;
}
