import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cropOrPad } from "../../src/numerics/index.ts";
import { randomComplex } from "./reference.ts";

/** Element by element, by the index rule. */
function byRule(data: Float32Array, shape: readonly number[], shapeOut: readonly number[]): Float32Array {
  const result = new Float32Array(2 * shapeOut.reduce((product, size) => product * size, 1));
  for (let at = 0; at < result.length / 2; at++) {
    let [rest, from, stride, inside] = [at, 0, 1, true];
    for (const [axis, size] of shape.entries()) {
      const sizeOut = shapeOut[axis]!;
      const index = (rest % sizeOut) - Math.floor(sizeOut / 2) + Math.floor(size / 2);
      rest = Math.floor(rest / sizeOut);
      inside &&= index >= 0 && index < size;
      from += index * stride;
      stride *= size;
    }
    if (inside) result.set(data.subarray(2 * from, 2 * from + 2), 2 * at);
  }
  return result;
}

const axes = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })), {
  minLength: 1,
  maxLength: 4,
});

describe("cropOrPad", () => {
  test("follows the index rule along every axis at once", () => {
    fc.assert(
      fc.property(axes, (sizes) => {
        const [shape, shapeOut] = [sizes.map(([size]) => size), sizes.map(([, sizeOut]) => sizeOut)];
        const data = randomComplex(
          shape.reduce((product, size) => product * size, 1),
          1,
        );
        expect(cropOrPad(data, shape, shapeOut)).toEqual(byRule(data, shape, shapeOut));
      }),
    );
  });

  test.each([
    [4, 5],
    [5, 4],
    [5, 8],
    [8, 3],
  ])("keeps the centre of %i samples at the centre of %i", (size, sizeOut) => {
    const data = new Float32Array(2 * size);
    data[2 * Math.floor(size / 2)] = 1;
    expect(cropOrPad(data, [size], [sizeOut]).indexOf(1)).toBe(2 * Math.floor(sizeOut / 2));
  });

  test("gives an array of its own even where nothing changes", () => {
    const data = randomComplex(6, 1);
    const result = cropOrPad(data, [2, 3], [2, 3]);
    expect(result).toEqual(data);
    expect(result.buffer).not.toBe(data.buffer);
  });

  test("refuses shapes that do not fit", () => {
    const data = new Float32Array(12);
    const mismatch = expect.objectContaining({ code: "shape-mismatch" });
    expect(() => cropOrPad(data, [2, 3], [2])).toThrow(mismatch);
    expect(() => cropOrPad(data, [], [])).toThrow(mismatch);
    expect(() => cropOrPad(data, [2, 4], [2, 2])).toThrow(mismatch);
    expect(() => cropOrPad(data, [2, 3], [2, -1])).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});
