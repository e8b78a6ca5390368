import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/** A pivot below this part of its diagonal element is rounding: its unknown is 0. */
const MIN_PIVOT = 1e-14;

/** In which a complex number of float64 is stored. */
const FLOATS = 4;

/**
 * Solves (G + λI) W = B for a positive semidefinite G by Cholesky factorization, in float64. An unknown that depends on
 * those before it, which needs λ = 0, becomes 0.
 * @param matrix G, Hermitian, `[n][n]` complex, interleaved, row-major; only its lower triangle is read
 * @param rightSides B, `[n][columns]` complex
 * @param lambda λ, absolute
 * @returns W, `[n][columns]` complex
 * @throws NumericsError `bad-length`, `shape-mismatch`, `out-of-memory`
 */
export function solveRegularized(
  matrix: Float64Array,
  n: number,
  rightSides: Float64Array,
  lambda: number,
): Float64Array<ArrayBuffer> {
  requireCount("the number of unknowns", n, 1);
  requireLength(`a complex matrix of ${counted(n, "row")} and columns`, matrix, 2 * n * n);
  const columns = rightSides.length / (2 * n);
  requireCount("the number of right sides", columns, 0);
  const lengths = [FLOATS * n * n, (FLOATS / 2) * n, FLOATS * n * columns, 4 * FLOATS * n] as const;
  return withScratch(lengths, (factor, inverses, sides, panel) => {
    doublesOf(factor).set(matrix);
    doublesOf(sides).set(rightSides);
    const pointers = [factor.byteOffset, inverses.byteOffset] as const;
    kernels.factorHermitian(...pointers, n, lambda, MIN_PIVOT);
    kernels.solveFactored(...pointers, n, sides.byteOffset, columns, panel.byteOffset);
    return doublesOf(sides).slice();
  });
}

function doublesOf({ buffer, byteOffset, byteLength }: Float32Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
}
