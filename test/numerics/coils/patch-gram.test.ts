import { describe, expect, it } from "vitest";
import { columnGram, rowGram } from "../../../src/numerics/coils/patch-gram.ts";
import { randomComplex } from "../reference.ts";

type Sides = readonly [number, number, number];

/** The matrix of all patches, `[shifts][positions][coils]`, as it is defined. */
function patches(size: Sides, kernel: Sides, coils: number, data: Float32Array) {
  const rows: (readonly [number, number])[][] = [];
  const each = ([nx, ny, nz]: Sides) =>
    Array.from(
      { length: nx * ny * nz },
      (_, i) => [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))] as const,
    );
  const shifts = size.map((length, axis) => length - kernel[axis]! + 1) as unknown as Sides;
  for (const [x, y, z] of each(shifts)) {
    rows.push(
      each(kernel).flatMap(([px, py, pz]) =>
        Array.from({ length: coils }, (_, coil) => {
          const at = 2 * (((coil * size[2] + z + pz) * size[1] + y + py) * size[0] + x + px);
          return [data[at]!, data[at + 1]!] as const;
        }),
      ),
    );
  }
  return rows;
}

describe.each<[string, Sides, Sides, number]>([
  ["a plane", [7, 6, 1], [3, 2, 1], 3],
  ["a volume", [5, 4, 6], [2, 2, 3], 2],
  ["a window of one sample", [4, 3, 1], [1, 1, 1], 2],
])("products of the patches of %s", (_name, size, kernel, coils) => {
  const data = randomComplex(size[0] * size[1] * size[2] * coils, 1);
  const rows = patches(size, kernel, coils, data);
  const block = { size, center: [0, 0, 0] as const, coils, data };

  it("of all pairs of patches", () => {
    const gram = rowGram(block, kernel);
    const n = rows.length;
    expect(gram).toHaveLength(2 * n * n);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        let [re, im] = [0, 0];
        for (const [k, [a, b]] of rows[i]!.entries()) {
          const [c, d] = rows[j]![k]!;
          re += a * c + b * d;
          im += b * c - a * d;
        }
        expect(gram[2 * (i * n + j)]).toBeCloseTo(re, 9);
        expect(gram[2 * (i * n + j) + 1]).toBeCloseTo(im, 9);
      }
    }
  });

  it("of all pairs of positions and coils", () => {
    const gram = columnGram(block, kernel);
    const n = rows[0]!.length;
    expect(gram).toHaveLength(2 * n * n);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        let [re, im] = [0, 0];
        for (const row of rows) {
          const [[a, b], [c, d]] = [row[i]!, row[j]!];
          re += a * c + b * d;
          im += a * d - b * c;
        }
        expect(gram[2 * (i * n + j)]).toBeCloseTo(re, 9);
        expect(gram[2 * (i * n + j) + 1]).toBeCloseTo(im, 9);
      }
    }
  });
});
