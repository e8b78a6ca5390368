import { withScratch } from "../kernels/heap.ts";
import { addTimesConjugateMap, keepAcquired, type SenseModel, timesMap, transformLines } from "./encoding.ts";

export interface CgOptions {
  /** Weight of the image's norm. The encoding has a norm of at most 1, so that it is relative to the data. */
  readonly lambda: number;
  readonly iterations: number;
  /** Residual, relative to the right-hand side, at which iterations end. */
  readonly tolerance: number;
}

/**
 * Aᴴ y of the encoding A = P F S: the sum of the coils' images of the acquired lines, times the conjugate maps.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @returns `[z][y][x]` complex
 */
export function adjoint(model: SenseModel, data: Float32Array): Float64Array<ArrayBuffer> {
  const { size, coils, mask } = model;
  const length = data.length / coils;
  const sum = new Float64Array(length);
  withScratch([length], (volume) => {
    for (let coil = 0; coil < coils; coil += 1) {
      volume.set(data.subarray(coil * length, (coil + 1) * length));
      keepAcquired(volume, mask, size[0]);
      transformLines(volume, size, "inverse");
      addTimesConjugateMap(volume, model, coil, sum);
    }
  });
  return sum;
}

/** AᴴA x. */
function normal(model: SenseModel, image: Float64Array, sum: Float64Array): void {
  const { size, coils, mask } = model;
  sum.fill(0);
  withScratch([image.length], (volume) => {
    for (let coil = 0; coil < coils; coil += 1) {
      timesMap(image, model, coil, volume);
      transformLines(volume, size, "forward");
      keepAcquired(volume, mask, size[0]);
      transformLines(volume, size, "inverse");
      addTimesConjugateMap(volume, model, coil, sum);
    }
  });
}

/**
 * The image x that minimises ‖A x − y‖² + λ‖x‖², by conjugate gradients on the normal equations: K. Pruessmann et al.,
 * MRM 46:638 (2001). Lines may be acquired in any pattern.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @param image receives `[z][y][x]` complex
 */
export function cgSense(
  model: SenseModel,
  data: Float32Array,
  { lambda, iterations, tolerance }: CgOptions,
  image: Float32Array,
): void {
  const residual = adjoint(model, data);
  const direction = residual.slice();
  const solution = new Float64Array(residual.length);
  const product = new Float64Array(residual.length);
  let power = dot(residual, residual);
  const enough = tolerance ** 2 * power;
  for (let iteration = 0; iteration < iterations && power > enough; iteration += 1) {
    normal(model, direction, product);
    addScaled(product, lambda, direction);
    const step = power / dot(direction, product);
    addScaled(solution, step, direction);
    addScaled(residual, -step, product);
    const next = dot(residual, residual);
    for (let i = 0; i < direction.length; i += 1) direction[i] = residual[i]! + (next / power) * direction[i]!;
    power = next;
  }
  image.set(solution);
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
