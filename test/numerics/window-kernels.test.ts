import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heapArray, kernels, withScratch } from "../../src/numerics/kernels/heap.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";
import { randomComplex } from "./reference.ts";

/** Runs the kernels on a tile. */
function onHeap(tile: reference.WindowTile, steps: number, coil?: Float32Array) {
  const { coils, planes, height, width, rows, columns, images, rowLength } = tile;
  const pixels = rows * columns;
  const sizes = [
    images.length,
    2 * coils * pixels,
    coils * (coils + 1) * pixels,
    2 * rows * (columns + width + 3),
    16 * coils,
    2 * coils,
    2 * coils * pixels,
    13,
  ] as const;
  return withScratch(sizes, (source, sums, matrices, scratch, vectors, phases, maps, record) => {
    source.set(images);
    if (coil !== undefined) phases.set(coil);
    const planeBytes = 8 * rowLength * (rows + height - 1);
    new Uint32Array(record.buffer, record.byteOffset, 13).set([
      ...[coils, planes, height, width, rows, columns],
      ...[source.byteOffset, 4 * rowLength, planeBytes, planes * planeBytes],
      ...[sums.byteOffset, matrices.byteOffset, scratch.byteOffset],
    ]);
    kernels.sumWindows(record.byteOffset);
    const at = coil === undefined ? 0 : phases.byteOffset;
    kernels.windowMaps(record.byteOffset, steps, at, vectors.byteOffset, maps.byteOffset, 8 * columns, 8 * pixels);
    return { sums: sums.slice(), matrices: matrices.slice(), maps: maps.slice() };
  });
}

function tileOf(numbers: Omit<reference.WindowTile, "images" | "rowLength">, seed: number): reference.WindowTile {
  const { coils, planes, height, width, rows, columns } = numbers;
  const rowLength = 4 * Math.ceil((columns + width - 1) / 4);
  return { ...numbers, rowLength, images: randomComplex(coils * planes * (rows + height - 1) * rowLength, seed) };
}

function expectClose(found: Float32Array, expected: Float32Array, tolerance: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value) / scale).toBeLessThan(tolerance);
}

describe("each kernel of windows computes what its reference does", () => {
  it("sums of products, and maps of enough steps, whatever the tile", () => {
    const tiles = fc
      .record({
        coils: fc.integer({ min: 1, max: 7 }),
        planes: fc.integer({ min: 1, max: 3 }),
        height: fc.integer({ min: 1, max: 5 }),
        width: fc.integer({ min: 1, max: 6 }),
        rows: fc.integer({ min: 1, max: 5 }),
        columns: fc.constantFrom(4, 8, 12),
      })
      .map((tile) => ({ ...tile, rows: Math.min(tile.rows, tile.height) }));
    const seeds = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(tiles, seeds, fc.boolean(), (numbers, seed, hasCoil) => {
        const tile = tileOf(numbers, seed);
        const coil = hasCoil ? randomComplex(tile.coils, seed + 1) : undefined;
        const found = onHeap(tile, 2, coil);
        const expected = reference.sumWindows(tile);
        expectClose(found.sums, expected.sums, 2e-6);
        expectClose(found.matrices, expected.matrices, 2e-6);
        // Of the same sums: where a window is nearly orthogonal to the start, or a sum to its map, maps are sensitive.
        expectClose(found.maps, reference.windowMaps(tile, found, 2, coil), 2e-4);
      }),
      { numRuns: 60 },
    );
  });

  it("maps of images in any unit near one, of zeros, and of what is not a number", () => {
    const tile = tileOf({ coils: 3, planes: 1, height: 3, width: 3, rows: 2, columns: 4 }, 5);
    const { maps } = onHeap(tile, 3);
    const tiny = { ...tile, images: tile.images.map((value) => value * 1e-15) };
    expectClose(onHeap(tiny, 3).maps, maps, 1e-5);
    expect(onHeap({ ...tile, images: tile.images.map(() => 0) }, 3).maps.every((value) => value === 0)).toBe(true);
    tile.images[0] = Number.NaN;
    const withNaN = onHeap(tile, 3).maps;
    expect([...withNaN.subarray(0, 2)].every(Number.isNaN)).toBe(true);
    expect(withNaN.subarray(2, 8)).toEqual(maps.subarray(2, 8));
  });

  it("rows of real and imaginary parts", () => {
    for (const columns of [1, 4, 7]) {
      const source = randomComplex(3 * columns, 2);
      const expected = new Float32Array(6 * 8);
      reference.splitRows(source, expected, 3, columns, 8, 0.3);
      withScratch([source.length, expected.length], (from, to) => {
        from.set(source);
        to.fill(0);
        kernels.splitRows(from.byteOffset, to.byteOffset, 3, columns, 32, 0.3);
        expectClose(to, expected, 1e-6);
      });
    }
  });

  it("the largest finite part of any values, and of nothing beyond", () => {
    const any = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, -Infinity, Infinity, 0, -1));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), fc.integer({ min: 0, max: 30 }), (numbers, most) => {
        const count = Math.min(most, numbers.length);
        const pointer = withScratch([numbers.length], (heap) => {
          heap.set(numbers);
          return heap.byteOffset;
        });
        expect(kernels.largestPart(pointer, count)).toBe(
          reference.largestPart(heapArray(pointer, numbers.length), count),
        );
      }),
    );
  });
});
