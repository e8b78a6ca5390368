import { krylovDominantEigenvector } from "./krylov.ts";

/** Squaring takes time with the cube of the size: 0.05 s for 64 rows, and minutes for a thousand. */
const MAX_SQUARED_ROWS = 64;

/** Number of squarings, equivalent to 2¹² iterations of the power method. */
const SQUARINGS = 12;

/**
 * The eigenvector of the largest eigenvalue. Up to 64 rows by squaring the matrix until its other components are zero to
 * rounding accuracy; beyond by {@link krylovDominantEigenvector}.
 * @param matrix `[size][size]` complex, interleaved, row-major, Hermitian and positive semidefinite; not changed
 * @returns `[size]` complex, with norm 1 and arbitrary phase; 0 for a matrix of zeros
 */
export function dominantEigenvector(matrix: Float64Array, size: number): Float64Array<ArrayBuffer> {
  if (size > MAX_SQUARED_ROWS) return krylovDominantEigenvector(matrix, size, dominantEigenvector);
  let power = withTraceOne(matrix, size);
  for (let i = 0; i < SQUARINGS; i++) power = withTraceOne(squared(power, size), size);
  // The matrix is now u uᴴ: each column is a multiple of u, and the largest is the most accurate.
  let strongest = 0;
  for (let i = 1; i < size; i++) if (power[2 * i * (size + 1)]! > power[2 * strongest * (size + 1)]!) strongest = i;
  const column = Float64Array.from({ length: 2 * size }, (_, i) => power[2 * ((i >> 1) * size + strongest) + (i & 1)]!);
  const norm = Math.sqrt(column.reduce((sum, part) => sum + part * part, 0));
  return norm === 0 ? column : column.map((part) => part / norm);
}

function withTraceOne(matrix: Float64Array, size: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[2 * i * (size + 1)]!;
  return trace > 0 ? matrix.map((part) => part / trace) : matrix;
}

function squared(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0, a = 2 * i * size, b = 2 * j; k < size; k++, a += 2, b += 2 * size) {
        re += matrix[a]! * matrix[b]! - matrix[a + 1]! * matrix[b + 1]!;
        im += matrix[a]! * matrix[b + 1]! + matrix[a + 1]! * matrix[b]!;
      }
      result[2 * (i * size + j)] = re;
      result[2 * (i * size + j) + 1] = im;
    }
  }
  return result;
}
