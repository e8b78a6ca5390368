import { describe, expect, it } from "vitest";
import {
  type CoilMatrices,
  compressionTask,
  geometricCompression,
  principalCompression,
} from "../../../src/numerics/coils/index.ts";
import { transformAxis } from "../../../src/numerics/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

const [e0, lines, coils] = [24, 20, 6];
const samples = e0 * lines;

/** Coils that see two sources through sensitivities that vary along x, in image space along x, and some noise. */
function twoSources(noise: number): Float32Array {
  const source = randomComplex(2 * samples, 3);
  const data = randomComplex(coils * samples, 4).map((part) => noise * part);
  for (let coil = 0; coil < coils; coil += 1) {
    for (let i = 0; i < samples; i += 1) {
      for (const each of [0, 1]) {
        const angle = ((0.3 + each) * coil * (1 + (2 * (i % e0)) / e0) + each) % 6.28;
        const [re, im] = [source[2 * (each * samples + i)]!, source[2 * (each * samples + i) + 1]!];
        data[2 * (coil * samples + i)]! += re * Math.cos(angle) - im * Math.sin(angle);
        data[2 * (coil * samples + i) + 1]! += re * Math.sin(angle) + im * Math.cos(angle);
      }
    }
  }
  return data;
}

function compressed(matrices: CoilMatrices, data: Float32Array, readout: "k-space" | "image"): Float32Array {
  const result = new Float32Array((data.length / coils) * matrices.virtualCoils);
  compressionTask.run({ e0, readout, matrices: [matrices] }, data, result);
  return result;
}

/** Largest deviation of VᴴV from the identity, over all positions. */
function deviation({ positions, virtualCoils: n, data }: CoilMatrices): number {
  let most = 0;
  for (let x = 0; x < positions; x += 1) {
    const v = data.subarray(2 * x * coils * n, 2 * (x + 1) * coils * n);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) {
        let [re, im] = [i === j ? -1 : 0, 0];
        for (let c = 0; c < coils; c += 1) {
          const [a, b] = [2 * (c * n + i), 2 * (c * n + j)];
          re += v[a]! * v[b]! + v[a + 1]! * v[b + 1]!;
          im += v[a]! * v[b + 1]! - v[a + 1]! * v[b]!;
        }
        most = Math.max(most, Math.hypot(re, im));
      }
    }
  }
  return most;
}

const power = (data: Float32Array) => data.reduce((sum, part) => sum + part * part, 0);

describe("coil compression", () => {
  it("has orthonormal columns, so that white noise stays white", () => {
    const data = twoSources(0.1);
    expect(deviation(principalCompression(data, coils, { coils: 3, threshold: 0 }))).toBeLessThan(1e-12);
    expect(deviation(geometricCompression(data, coils, e0, { coils: 3, threshold: 0 }))).toBeLessThan(1e-12);
  });

  it("keeps all signal with all coils, in descending order, the first coil's part real and positive", () => {
    const data = twoSources(0.1);
    const matrices = principalCompression(data, coils, { coils: 0, threshold: -1 });
    const result = compressed(matrices, data, "k-space");
    expect(matrices.virtualCoils).toBe(coils);
    expect(power(result) / power(data)).toBeCloseTo(1, 5);
    const powers = Array.from({ length: coils }, (_, c) =>
      power(result.subarray(2 * c * samples, 2 * (c + 1) * samples)),
    );
    for (const [i, each] of powers.entries()) expect(each / powers[0]!).toBeCloseTo(matrices.energies[i]!, 5);
    expect(powers.toSorted((a, b) => b - a)).toEqual(powers);
    for (let column = 0; column < coils; column += 1) {
      expect(matrices.data[2 * column]).toBeGreaterThan(0);
      expect(matrices.data[2 * column + 1]).toBeCloseTo(0, 12);
    }
  });

  it("keeps what a threshold keeps: noise falls away", () => {
    const data = twoSources(1e-4);
    const kept = (threshold: number) => geometricCompression(data, coils, e0, { coils: 0, threshold }).virtualCoils;
    expect(kept(1e-4)).toBe(2);
    expect(kept(-1)).toBe(coils);
    expect(principalCompression(data, coils, { coils: 9, threshold: 0.5 }).virtualCoils).toBe(coils);
  });

  it("needs fewer coils at each position than for all of them", () => {
    const data = twoSources(0);
    const rule = { coils: 2, threshold: 0 };
    const loss = (matrices: CoilMatrices) => 1 - power(compressed(matrices, data, "image")) / power(data);
    expect(loss(geometricCompression(data, coils, e0, rule))).toBeLessThan(1e-5);
    expect(loss(principalCompression(data, coils, rule))).toBeGreaterThan(0.1);
  });

  it("is smooth along the readout, and the same for data in k-space", () => {
    const data = twoSources(1e-3);
    const matrices = geometricCompression(data, coils, e0, { coils: 2, threshold: 0 });
    const size = matrices.data.length / e0;
    for (let x = 1; x < e0; x += 1) {
      let difference = 0;
      for (let k = 0; k < size; k += 1)
        difference += (matrices.data[x * size + k]! - matrices.data[(x - 1) * size + k]!) ** 2;
      expect(Math.sqrt(difference / matrices.virtualCoils)).toBeLessThan(0.5);
    }
    const kSpace = data.slice();
    transformAxis(kSpace, [e0, lines * coils], 0, "forward");
    const result = compressed(matrices, kSpace, "k-space");
    transformAxis(result, [e0, lines * matrices.virtualCoils], 0, "inverse");
    expect(relativeError(result, compressed(matrices, data, "image"))).toBeLessThan(2e-6);
  });
});
