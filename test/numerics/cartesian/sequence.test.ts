import { describe, expect, it } from "vitest";
import { copyRange, GridLines, Sequence } from "../../../src/numerics/cartesian/index.ts";
import { randomComplex } from "../reference.ts";

describe("Sequence", () => {
  const shape = { e0: 4, e1: 3, e2: 1, coils: 2, images: 1 };
  const data = randomComplex(24, 1);
  const first = randomComplex(8, 2);
  const last = randomComplex(12, 3);
  const expected = Float32Array.of(...first, ...data, ...last);
  const sequence = new Sequence([first, GridLines.of(shape, data), last]);
  const all = (source: Sequence) => {
    const copy = new Float32Array(source.length);
    source.copy(0, copy);
    return copy;
  };

  it("is its parts, one after another", () => {
    expect(sequence.length).toBe(expected.length);
    expect(all(sequence)).toEqual(expected);
  });

  it("copies ranges within and across parts", () => {
    for (const [start, length] of [
      [0, 8],
      [8, 16],
      [8, 64],
      [16, 8],
      [56, 32],
    ] as const) {
      const copy = new Float32Array(length);
      copyRange(sequence, start, copy);
      expect(copy).toEqual(expected.subarray(start, start + length));
    }
  });

  it("is the same when assembled from its arrays, as on another thread", () => {
    const { layout, arrays } = sequence.parts();
    const copied = structuredClone({ layout, arrays }) as { layout: never; arrays: Float32Array[] };
    expect(all(Sequence.assemble(copied.layout, copied.arrays))).toEqual(expected);
  });

  it("copies parts without arrays of their own", () => {
    const { parts: _parts, ...plain } = {
      length: first.length,
      parts: 0,
      copy: (at: number, to: Float32Array) => copyRange(first, at, to),
    };
    const { layout, arrays } = new Sequence([plain, last]).parts();
    expect(arrays).toEqual([first, last]);
    expect(all(Sequence.assemble(layout as never, arrays))).toEqual(Float32Array.of(...first, ...last));
  });
});
