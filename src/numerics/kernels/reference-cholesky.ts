/** Reference implementations of the kernels of cholesky.assembly.ts, as in reference-kernels.ts. */

/**
 * Factors G + λI = L Lᴴ. A row whose pivot is at most `leastPivot` of its diagonal element depends on those before it.
 * @param matrix G, Hermitian, `[n][n]` complex; of its lower triangle, what is below the diagonal becomes that of L.
 *   The rest is not read
 * @param inverses receives 1 / L_ii, 0 for rows that depend on those before them
 */
export function factorHermitian(
  matrix: Float64Array,
  inverses: Float64Array,
  n: number,
  lambda: number,
  leastPivot: number,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const at = 2 * (i * n + j);
      let [re, im] = [matrix[at]!, matrix[at + 1]!];
      for (let k = 0; k < j; k++) {
        const [a, b] = complexAt(matrix, i * n + k);
        const [c, d] = complexAt(matrix, j * n + k);
        re -= a * c + b * d;
        im -= b * c - a * d;
      }
      matrix[at] = re * inverses[j]!;
      matrix[at + 1] = im * inverses[j]!;
    }
    const diagonal = matrix[2 * (i * n + i)]! + lambda;
    let pivot = diagonal;
    for (let k = 0; k < i; k++) {
      const [a, b] = complexAt(matrix, i * n + k);
      pivot -= a * a + b * b;
    }
    inverses[i] = pivot > leastPivot * diagonal ? 1 / Math.sqrt(pivot) : 0;
  }
}

/**
 * Solves L Lᴴ W = B.
 * @param factor, inverses of {@link factorHermitian}; unknowns of rows that depend on others become 0
 * @param sides B, `[n][columns]` complex, which W replaces
 */
export function solveFactored(
  factor: Float64Array,
  inverses: Float64Array,
  n: number,
  sides: Float64Array,
  columns: number,
): void {
  const subtract = (i: number, k: number, re: number, im: number) => {
    for (let column = 0; column < columns; column++) {
      const [a, b] = complexAt(sides, k * columns + column);
      sides[2 * (i * columns + column)]! -= re * a - im * b;
      sides[2 * (i * columns + column) + 1]! -= re * b + im * a;
    }
  };
  const scale = (i: number) => {
    for (let at = 2 * i * columns; at < 2 * (i + 1) * columns; at++) sides[at]! *= inverses[i]!;
  };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtract(i, k, ...complexAt(factor, i * n + k));
    scale(i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const [re, im] = complexAt(factor, k * n + i);
      subtract(i, k, re, -im);
    }
    scale(i);
  }
}

function complexAt(data: Float64Array, index: number): [re: number, im: number] {
  return [data[2 * index]!, data[2 * index + 1]!];
}
