import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kernelsFiles, kernelsHash } from "../../scripts/kernels.ts";
import { randomGaussian } from "../../src/numerics/index.ts";
import { allocate, kernels, withScratch } from "../../src/numerics/kernels/heap.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";

const values = (length: number, seed = 1) => Float32Array.from({ length }, randomGaussian(seed));
/** Copies arrays to the heap. The copies are valid until the next call. */
function onHeap(...arrays: readonly Float32Array[]): Float32Array[] {
  const lengths = arrays.map(({ length }) => length);
  return withScratch(lengths, (...buffers: Float32Array[]) => {
    for (const [i, buffer] of buffers.entries()) buffer.set(arrays[i]!);
    return buffers;
  });
}
const at = ({ byteOffset }: Float32Array) => byteOffset;

/** Float32 sums differ in their order by a few units in the last place. */
function expectClose(found: Float32Array, expected: Float32Array, tolerance = 1e-6): void {
  const scale = Math.max(...expected.map(Math.abs), 1e-30);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value) / scale).toBeLessThan(tolerance);
  });
}

test.each(kernelsFiles)("%s has the kernels of the sources; if not, run `npm run generate`", (file) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).toContain(kernelsHash());
});

describe("each kernel computes what its reference does", () => {
  test("scale, of any count, and nothing beyond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), (count) => {
        const data = values(80);
        const [heap] = onHeap(data) as [Float32Array];
        kernels.scale(at(heap), count, 0.3);
        const factor = Math.fround(0.3);
        reference.scale(data, count, factor);
        expect([...heap]).toEqual([...data]);
      }),
    );
  });

  test("roots, of any number of values", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 41 }), (count) => {
        const sums = values(count + 1, 3).map(Math.abs);
        const [heap] = onHeap(sums) as Float32Array[];
        kernels.roots(at(heap!), count);
        reference.roots(sums, count);
        expect(heap).toEqual(sums);
      }),
    );
  });

  test("addSquares, of any number of pixels", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 41 }), (pixels) => {
        const [image, sums] = [values(2 * pixels), values(pixels, 3).map(Math.abs)];
        const [source, total] = onHeap(image, sums) as Float32Array[];
        kernels.addSquares(at(source!), at(total!), pixels);
        reference.addSquares(image, sums, pixels);
        expectClose(total!, sums);
      }),
    );
  });

  test("magnitudes, of any number of pixels, to the last bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 41 }), fc.constantFrom(1, 1e-30, 1e30), (pixels, size) => {
        const image = values(2 * pixels).map((value) => size * value);
        const expected = new Float32Array(pixels + 1);
        const [source, target] = onHeap(image, expected) as Float32Array[];
        kernels.magnitudes(at(source!), at(target!), pixels);
        reference.magnitudes(image, expected, pixels);
        expect(target).toEqual(expected);
      }),
    );
  });

  test("countNonFinite and finiteMaximum, whatever the values are, and of nothing beyond", () => {
    const any = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, -Infinity, Infinity, 0, -1));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), fc.integer({ min: 0, max: 30 }), (numbers, most) => {
        const count = Math.min(most, numbers.length);
        const [heap] = onHeap(Float32Array.from(numbers)) as [Float32Array];
        expect(kernels.countNonFinite(at(heap), count)).toBe(reference.countNonFinite(heap, count));
        expect(kernels.finiteMaximum(at(heap), count)).toBe(reference.finiteMaximum(heap, count));
      }),
    );
  });

  test("transformCoils, of full and of upper triangular matrices", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 25 }),
        fc.boolean(),
        (coilsIn, coilsOut, pairs, triangular) => {
          const samples = 2 * pairs;
          const matrix = values(2 * coilsIn * coilsOut, 5);
          if (triangular) {
            for (let i = 0; i < coilsIn; i++) {
              for (let j = 0; j < Math.min(i, coilsOut); j++)
                matrix.fill(0, 2 * (i * coilsOut + j), 2 * (i * coilsOut + j) + 2);
            }
          }
          const data = values(2 * coilsIn * samples, 6);
          const expected = new Float32Array(2 * coilsOut * samples);
          const [weights, source, target] = onHeap(matrix, data, expected) as Float32Array[];
          kernels.transformCoils(at(weights!), at(source!), at(target!), coilsIn, coilsOut, samples);
          reference.transformCoils(matrix, data, expected, coilsIn, coilsOut, samples);
          expectClose(target!, expected, 5e-6);
        },
      ),
    );
  });

  test("regridLines, with all samples, half of an even or an odd number, or one", () => {
    for (const [samples, count] of [
      [20, 20],
      [20, 10],
      [21, 11],
      [1, 1],
    ] as const) {
      const [coils, pixels] = [3, 24];
      const arrays = [values(2 * count * pixels), values(2 * coils * samples, 2)];
      const [terms, expected] = [new Float32Array(4 * count), new Float32Array(2 * coils * pixels)];
      const [matrix, source, scratch, target] = onHeap(...arrays, terms, expected) as Float32Array[];
      kernels.regridLines(at(matrix!), at(source!), at(scratch!), at(target!), coils, samples, count, pixels);
      reference.regridLines(arrays[0]!, arrays[1]!, terms, expected, coils, samples, count, pixels);
      expectClose(target!, expected, 5e-6);
    }
  });

  test("sumWaves, of any number of pairs and terms", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (pairs, count) => {
        const [terms, waves, expected] = [values(2 * pairs * count), values(8 * count, 2), new Float32Array(8 * pairs)];
        const [from, each, matrix] = onHeap(terms, waves, expected) as Float32Array[];
        kernels.sumWaves(at(from!), at(each!), at(matrix!), pairs, count);
        reference.sumWaves(terms, waves, expected, pairs, count);
        expectClose(matrix!, expected, 5e-6);
      }),
    );
  });

  test("dominantVectors, of any number of rows, and of a matrix of zeros", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), (rows, iterations) => {
        // x xᴴ + 0.1 for x of each pixel, and zeros in the last one.
        const x = values(8 * rows, 4);
        const matrix = new Float32Array(4 * rows * (rows + 1));
        for (let i = 0, to = 0; i < rows; i++) {
          for (let j = 0; j <= i; j++, to += 8) {
            for (let pixel = 0; pixel < 3; pixel++) {
              const [a, b] = [x[8 * i + pixel]!, x[8 * i + 4 + pixel]!];
              const [c, d] = [x[8 * j + pixel]!, x[8 * j + 4 + pixel]!];
              matrix[to + pixel] = a * c + b * d + (i === j ? 0.1 : 0);
              matrix[to + 4 + pixel] = b * c - a * d;
            }
          }
        }
        const [start, product, found] = [values(8 * rows, 5), new Float32Array(8 * rows), new Float32Array(4)];
        const heap = onHeap(matrix, start, product, found) as [Float32Array, Float32Array, Float32Array, Float32Array];
        const [m, v, p, eigenvalues] = heap;
        kernels.dominantVectors(at(m), at(v), at(p), at(eigenvalues), rows, iterations, 1e-12);
        const [vectors, expected] = [start.slice(), new Float32Array(4)];
        reference.dominantVectors(matrix, vectors, product, expected, rows, iterations, 1e-12);
        expectClose(eigenvalues, expected, 2e-5);
        expectClose(v, vectors, 1e-4);
        for (let i = 3; i < 8 * rows; i += 4) expect(v[i]).toBe(start[i]);
        expect(eigenvalues[3]).toBe(0);
      }),
    );
  });
});

test("multiply, addProducts, addTimesConjugate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (pixels) => {
      const [a, b, c] = [values(2 * pixels, 9), values(2 * pixels, 10), values(2 * pixels + 2, 11)];
      for (const [kernel, expect] of [
        [kernels.multiply, reference.multiply],
        [kernels.addProducts, reference.addProducts],
        [kernels.addTimesConjugate, reference.addTimesConjugate],
      ] as const) {
        const expected = c.slice();
        const [left, right, target] = onHeap(a, b, c) as Float32Array[];
        kernel(at(left!), at(right!), at(target!), pixels);
        expect(a, b, expected, pixels);
        expectClose(target!, expected);
      }
    }),
  );
});

test("clearLines", () => {
  const data = values(2 * 5 * 3, 12);
  const mask = Uint8Array.from([1, 0, 1, 1, 0]);
  const [lines, bytes] = onHeap(data, new Float32Array(2)) as Float32Array[];
  new Uint8Array(bytes!.buffer, bytes!.byteOffset, mask.length).set(mask);
  kernels.clearLines(at(lines!), at(bytes!), mask.length, 3);
  reference.clearLines(data, mask, mask.length, 3);
  expect([...lines!]).toEqual([...data]);
});

test("correlate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 6 }), (count, shifts) => {
      const [fixed, moving] = [values(2 * count, 7), values(2 * (count + shifts), 8)];
      const [a, b, sums] = onHeap(fixed, moving, new Float32Array(4 * shifts)) as Float32Array[];
      kernels.correlate(at(a!), at(b!), count, shifts, at(sums!));
      const expected = new Float64Array(2 * shifts);
      reference.correlate(fixed, moving, count, shifts, expected);
      const found = new Float64Array(sums!.buffer, sums!.byteOffset, 2 * shifts);
      for (const [i, sum] of expected.entries()) expect(Math.abs(found[i]! - sum)).toBeLessThan(1e-6 * (count + 1));
    }),
  );
});

describe("scratch buffers", () => {
  test("are disjoint, of the wanted lengths, and reused", () => {
    const first = withScratch([3, 5], (a, b) => {
      a.fill(1);
      b.fill(2);
      expect([...a, ...b]).toEqual([1, 1, 1, 2, 2, 2, 2, 2]);
      return at(a);
    });
    expect(withScratch([8], (a) => at(a))).toBe(first);
  });

  test("can't be asked for while others are in use", () => {
    const nested = () => withScratch([1], () => withScratch([1], () => {}));
    expect(nested).toThrow("withScratch is called within withScratch");
    expect(withScratch([1], () => "free again")).toBe("free again");
  });
});

test.each([2 ** 32, 2 ** 32 + 16, 2 ** 53])(
  "the heap has no space for %d bytes, whatever their lowest 32 bits are",
  (bytes) => {
    expect(() => allocate(bytes)).toThrow(`the kernels' heap has no space for ${bytes} bytes`);
  },
);
