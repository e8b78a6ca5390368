import { describe, expect, it } from "vitest";
import { transformTile } from "../../../src/numerics/cartesian/index.ts";
import { coilImages, rootSumOfSquares } from "../../gadgets/recon-reference.ts";
import { randomComplex, realParts, relativeError } from "../reference.ts";

const kept = (samples: number) => ({ sampled: samples, resampled: samples, pixels: samples });

/** A tile in one array, `[rows][coils][samples]`. */
function tileOf(data: Float32Array, rows: number, stride: number, coils: number) {
  return Array.from({ length: rows }, (_, row) => ({ samples: data, from: row * coils * stride, stride }));
}

describe("transformTile", () => {
  // A piece has 2^17 complex numbers: whole lines of some coils, or parts of the lines of one.
  it.each([
    ["lines of several coils", 1000, 7, 40],
    ["parts of lines", 4000, 2, 40],
    ["a single piece", 9, 3, 8],
  ])("transforms %s across the lines", (_name, samples, coils, rows) => {
    const data = randomComplex(rows * coils * samples, 1);
    const across = columns(data, coils * samples, rows);
    const result = data.slice();
    const lines = tileOf(result, rows, samples, coils);
    const work = { coils, line: kept(samples), readout: "image", across: kept(rows) } as const;
    transformTile({ ...work, combined: false }, { sources: lines, targets: lines });
    expect(relativeError(result, across)).toBeLessThan(2e-6);

    const source = tileOf(data, rows, samples, coils);
    const target = new Float32Array(2 * rows * samples);
    transformTile({ ...work, combined: true }, { sources: source, targets: tileOf(target, rows, samples, 1) });
    for (let row = 0; row < rows; row += 1) {
      const coilRows = across.subarray(2 * row * coils * samples, 2 * (row + 1) * coils * samples);
      const pixels = target.subarray(2 * row * samples, 2 * row * samples + samples);
      expect(relativeError(pixels, realParts(rootSumOfSquares(coilRows, coils, samples)))).toBeLessThan(2e-6);
    }
  });

  it("refuses tiles of another size", () => {
    const work = { coils: 1, line: kept(2), readout: "image", across: kept(3), combined: false } as const;
    const lines = tileOf(new Float32Array(12), 3, 2, 1);
    expect(() => transformTile(work, { sources: lines.slice(1), targets: lines })).toThrow("the lines of a tile");
    expect(() => transformTile(work, { sources: lines, targets: [] })).toThrow("the lines of a transformed tile");
    expect(() => transformTile({ ...work, coils: 0 }, { sources: lines, targets: lines })).toThrow("coils");
  });
});

/** The transform of each column of `[rows][width]`, by definition. */
function columns(data: Float32Array, width: number, rows: number): Float64Array {
  const turned = Float32Array.from({ length: data.length }, (_, i) => {
    const [column, row] = [Math.floor(i / 2 / rows), Math.floor(i / 2) % rows];
    return data[2 * (row * width + column) + (i & 1)]!;
  });
  const transformed = coilImages(turned, [rows, width], [rows], [rows]);
  return Float64Array.from({ length: data.length }, (_, i) => {
    const [row, column] = [Math.floor(i / 2 / width), Math.floor(i / 2) % width];
    return transformed[2 * (column * rows + row) + (i & 1)]!;
  });
}
