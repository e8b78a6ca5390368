import fc from "fast-check";
import { expect, it } from "vitest";
import { kernels, withScratch } from "../../src/numerics/kernels/heap.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";
import { randomComplex, relativeError } from "./reference.ts";

const LEAST_PIVOT = 1e-14;

/** XᴴX for a random X of this rank. */
function gram(n: number, rank: number, seed: number): Float64Array {
  const x = randomComplex(rank * n, seed);
  const matrix = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      for (let row = 0; row < rank; row += 1) {
        const [a, b] = [2 * (row * n + i), 2 * (row * n + j)];
        matrix[2 * (i * n + j)]! += x[a]! * x[b]! + x[a + 1]! * x[b + 1]!;
        matrix[2 * (i * n + j) + 1]! += x[a]! * x[b + 1]! - x[a + 1]! * x[b]!;
      }
    }
  }
  return matrix;
}

function solvedByReference(matrix: Float64Array, n: number, lambda: number, sides: Float64Array) {
  const [factor, inverses, solution] = [matrix.slice(), new Float64Array(n), sides.slice()];
  reference.factorHermitian(factor, inverses, n, lambda, LEAST_PIVOT);
  reference.solveFactored(factor, inverses, n, solution, sides.length / (2 * n));
  return { inverses, solution };
}

function solvedByKernels(matrix: Float64Array, n: number, lambda: number, sides: Float64Array) {
  const columns = sides.length / (2 * n);
  return withScratch([4 * n * n, 2 * n, 4 * n * columns, 16 * n], (...buffers) => {
    const [factor, inverses, solution] = buffers.map(
      ({ buffer, byteOffset, length }) => new Float64Array(buffer, byteOffset, length / 2),
    );
    factor!.set(matrix);
    solution!.set(sides);
    kernels.factorHermitian(factor!.byteOffset, inverses!.byteOffset, n, lambda, LEAST_PIVOT);
    const pointers = [factor!.byteOffset, inverses!.byteOffset, n, solution!.byteOffset] as const;
    kernels.solveFactored(...pointers, columns, buffers[3].byteOffset);
    return { inverses: inverses!.slice(), solution: solution!.slice() };
  });
}

it("the kernels of Hermitian systems solve as the reference does, for any number of unknowns and right sides", () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 23 }),
    columns: fc.integer({ min: 0, max: 11 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    lambda: fc.constantFrom(0, 0.3),
  });
  fc.assert(
    fc.property(sizes, ({ n, columns, seed, lambda }) => {
      const matrix = gram(n, n + 8, seed);
      const sides = Float64Array.from(randomComplex(n * columns, seed + 1));
      const [found, expected] = [
        solvedByKernels(matrix, n, lambda, sides),
        solvedByReference(matrix, n, lambda, sides),
      ];
      expect(relativeError(found.inverses, expected.inverses)).toBeLessThan(1e-12);
      if (columns > 0) expect(relativeError(found.solution, expected.solution)).toBeLessThan(1e-11);
    }),
  );
});

it("they find the same unknowns that depend on those before them", () => {
  const n = 11;
  const matrix = gram(n, n + 3, 7);
  // Coils 4 and 9 are copies of coil 2.
  for (const copy of [4, 9]) {
    for (let i = 0; i < n; i += 1) matrix.copyWithin(2 * (i * n + copy), 2 * (i * n + 2), 2 * (i * n + 2) + 2);
    matrix.copyWithin(2 * copy * n, 4 * n, 6 * n);
  }
  const { inverses } = solvedByKernels(matrix, n, 0, new Float64Array(2 * n));
  expect([...inverses.keys()].filter((row) => inverses[row] === 0)).toEqual([4, 9]);
  expect(relativeError(inverses, solvedByReference(matrix, n, 0, new Float64Array(2 * n)).inverses)).toBeLessThan(1e-9);
});
