import { describe, expect, test } from "vitest";
import { type Direction, transformAxis } from "../../../src/numerics/fft/index.ts";
import { NumericsError } from "../../../src/numerics/index.ts";
import { randomComplex, transformedLines } from "../reference.ts";

/** Picks every line out by its indices, transforms it alone, and puts it back. */
function lineByLine(data: Float32Array, shape: readonly number[], axis: number, direction: Direction): Float32Array {
  const result = data.slice();
  const length = shape[axis]!;
  const stride = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  for (let start = 0; start < data.length / 2; start++) {
    if (Math.floor(start / stride) % length !== 0) continue;
    const line = new Float32Array(2 * length);
    for (let i = 0; i < length; i++)
      line.set(data.subarray(2 * (start + i * stride), 2 * (start + i * stride) + 2), 2 * i);
    const transformed = transformedLines(direction, line, length);
    for (let i = 0; i < length; i++) result.set(transformed.subarray(2 * i, 2 * i + 2), 2 * (start + i * stride));
  }
  return result;
}

describe("transformAxis", () => {
  test.each([[[20]], [[5, 7]], [[1, 16]], [[1, 1, 9, 2]], [[16, 33, 3]], [[17, 4, 5, 2]], [[40, 48]], [[3, 1, 2]]])(
    "equals the transform of each line alone, along every axis of %j",
    (shape) => {
      const data = randomComplex(
        shape.reduce((product, size) => product * size, 1),
        1,
      );
      for (const axis of shape.keys()) {
        for (const direction of ["forward", "inverse"] as const) {
          const result = data.slice();
          transformAxis(result, shape, axis, direction);
          expect(result).toEqual(lineByLine(data, shape, axis, direction));
        }
      }
    },
  );

  test("accepts an array without elements", () => {
    expect(() => transformAxis(new Float32Array(0), [4, 0, 2], 1, "forward")).not.toThrow();
    expect(() => transformAxis(new Float32Array(0), [4, 0, 2], 0, "forward")).not.toThrow();
  });

  test.each([
    ["an axis that is not there", 12, [2, 3], 2, "shape-mismatch"],
    ["a negative axis", 12, [2, 3], -1, "shape-mismatch"],
    ["data of another size", 14, [2, 3], 0, "shape-mismatch"],
    ["a shape with a fraction", 12, [1.5, 4], 1, "bad-length"],
  ])("refuses %s", (_, elements, shape, axis, code) => {
    const run = (): void => transformAxis(new Float32Array(elements), shape, axis, "forward");
    expect(run).toThrow(NumericsError);
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});
