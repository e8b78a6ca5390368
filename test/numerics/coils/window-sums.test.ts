import fc from "fast-check";
import { expect, test } from "vitest";
import { WindowSums } from "../../../src/numerics/coils/window-sums.ts";
import { randomComplex, relativeError } from "../reference.ts";

type Triple = readonly [number, number, number];

function byDefinition(field: Float64Array, [x, y, z]: Triple, kernel: number): Float64Array {
  const first = Math.floor(kernel / 2);
  const near = (at: number, length: number) =>
    length === 1 ? [0] : Array.from({ length: kernel }, (_, i) => at - first + i).filter((i) => i >= 0 && i < length);
  return Float64Array.from(field, (_, i) => {
    const pixel = i >> 1;
    let sum = 0;
    for (const c of near(Math.floor(pixel / (x * y)), z)) {
      for (const b of near(Math.floor(pixel / x) % y, y)) {
        for (const a of near(pixel % x, x)) sum += field[2 * ((c * y + b) * x + a) + (i & 1)]!;
      }
    }
    return sum;
  });
}

test("are those of the definition, for any size and kernel, time and again", () => {
  const length = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(fc.tuple(length, length, length), fc.integer({ min: 1, max: 15 }), (size, kernel) => {
      const windows = new WindowSums(size, kernel);
      for (const seed of [1, 2]) {
        const field = Float64Array.from(randomComplex(size[0] * size[1] * size[2], seed));
        const expected = byDefinition(field, size, kernel);
        windows.apply(field);
        expect(relativeError(field, expected)).toBeLessThan(1e-14);
      }
    }),
  );
});

test("leave nothing of what is bright in windows of zeros", () => {
  const field = new Float64Array(2 * 20 * 20);
  field.fill(1 / 3, 0, 10);
  new WindowSums([20, 20, 1], 5).apply(field);
  for (let i = 0; i < field.length; i++) {
    if ((i >> 1) % 20 > 6 || i >= 2 * 20 * 3) expect(field[i]).toBe(0);
  }
});
