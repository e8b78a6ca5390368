import { describe, expect, it } from "vitest";
import { inatiPowerMaps } from "../../../src/numerics/coils/inati-power.ts";
import { randomComplex } from "../reference.ts";

/** The same by its definition: D of each pixel, and products with it. */
function byDefinition(
  images: Float32Array,
  [nx, ny, nz]: readonly [number, number, number],
  coils: number,
  half: readonly [number, number, number],
  steps: number,
): Float32Array {
  const pixels = nx * ny * nz;
  const maps = new Float32Array(images.length);
  const wrap = (i: number, n: number) => ((i % n) + n) % n;
  for (let p = 0; p < pixels; p += 1) {
    const rows: number[][] = [];
    for (let dz = -half[2]; dz <= half[2]; dz += 1) {
      for (let dy = -half[1]; dy <= half[1]; dy += 1) {
        for (let dx = -half[0]; dx <= half[0]; dx += 1) {
          const [x, y, z] = [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))];
          const at = (wrap(z + dz, nz) * ny + wrap(y + dy, ny)) * nx + wrap(x + dx, nx);
          rows.push(
            Array.from({ length: coils }, (_, c) => [
              images[2 * (c * pixels + at)]!,
              images[2 * (c * pixels + at) + 1]!,
            ]).flat(),
          );
        }
      }
    }
    const unit = (v: number[]) => v.map((part) => part / Math.hypot(...v));
    const times = (row: number[], v: number[]) => {
      let [re, im] = [0, 0];
      for (let k = 0; k < v.length; k += 2) {
        re += row[k]! * v[k]! - row[k + 1]! * v[k + 1]!;
        im += row[k]! * v[k + 1]! + row[k + 1]! * v[k]!;
      }
      return [re, im] as const;
    };
    let v = unit(rows.reduce((sum, row) => sum.map((part, k) => part + row[k]!)));
    for (let step = 0; step < steps; step += 1) {
      const next = new Array<number>(2 * coils).fill(0);
      for (const row of rows) {
        const [re, im] = times(row, v);
        for (let k = 0; k < row.length; k += 2) {
          next[k]! += row[k]! * re + row[k + 1]! * im;
          next[k + 1]! += row[k]! * im - row[k + 1]! * re;
        }
      }
      v = unit(next);
    }
    const sums = rows.map((row) => times(row, v));
    const phase = Math.atan2(
      sums.reduce((sum, [, im]) => sum + im, 0),
      sums.reduce((sum, [re]) => sum + re, 0),
    );
    for (let c = 0; c < coils; c += 1) {
      const [re, im] = [v[2 * c]!, -v[2 * c + 1]!];
      maps[2 * (c * pixels + p)] = re * Math.cos(phase) - im * Math.sin(phase);
      maps[2 * (c * pixels + p) + 1] = re * Math.sin(phase) + im * Math.cos(phase);
    }
  }
  return maps;
}

describe("Gadgetron's coil maps", () => {
  it.each([
    [[9, 8, 1] as const, 4, [3, 3, 0] as const, 3],
    [[5, 4, 6] as const, 3, [1, 1, 2] as const, 3],
    [[4, 3, 1] as const, 2, [3, 3, 0] as const, 1],
  ])("are those of their definition, with running sums: %s", (size, coils, half, steps) => {
    const images = randomComplex(size[0] * size[1] * size[2] * coils, 7);
    const maps = new Float32Array(images.length);
    inatiPowerMaps(images, { size, coils }, { half, steps }, maps);
    const expected = byDefinition(images, size, coils, half, steps);
    for (const [i, value] of expected.entries()) expect(maps[i]).toBeCloseTo(value, 5);
  });

  it("are zero without signal", () => {
    const maps = new Float32Array(24).fill(1);
    inatiPowerMaps(new Float32Array(24), { size: [3, 2, 1], coils: 2 }, { half: [1, 1, 0], steps: 3 }, maps);
    expect([...maps]).toEqual(new Array(24).fill(0));
  });
});
