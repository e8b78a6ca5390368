import { expect, test } from "vitest";
import { addCoilProducts } from "../../../src/numerics/linalg/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

const [coils, samples] = [3, 1300];

test.each([
  { first: 0, count: samples },
  { first: 7, count: 1025 },
  { first: 1299, count: 1 },
  { first: 5, count: 0 },
])("adds products of samples $first and so on, $count of them, and nothing below the diagonal", ({ first, count }) => {
  const data = randomComplex(coils * samples, 5);
  const before = Float64Array.from({ length: 2 * coils * coils }, (_, i) => i);
  const expected = before.slice();
  for (let i = 0; i < coils; i++) {
    for (let j = i; j < coils; j++) {
      for (let n = first; n < first + count; n++) {
        const [a, b] = [2 * (i * samples + n), 2 * (j * samples + n)];
        // conj(a) b
        expected[2 * (i * coils + j)]! += data[a]! * data[b]! + data[a + 1]! * data[b + 1]!;
        expected[2 * (i * coils + j) + 1]! += data[a]! * data[b + 1]! - data[a + 1]! * data[b]!;
      }
    }
  }
  const products = before.slice();
  addCoilProducts(data, coils, { first, count }, products);
  expect(relativeError(products, expected)).toBeLessThan(1e-13);
  expect(products[2 * coils]).toBe(before[2 * coils]);
});
