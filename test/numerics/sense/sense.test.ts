import { describe, expect, it } from "vitest";
import { adjoint, cgSense } from "../../../src/numerics/sense/cg-sense.ts";
import { runSense } from "../../../src/numerics/sense/task.ts";
import { isPeriodic, latticeMask, unfold } from "../../../src/numerics/sense/unfold.ts";
import { randomComplex, relativeError, transformedLines } from "../reference.ts";
import { encode, inner, unitMaps } from "./dense.ts";

const size = [3, 12, 1] as const;
const coils = 6;
const maps = unitMaps(size, coils);
const image = randomComplex(36, 1);
const exact = { lambda: 0, iterations: 200, tolerance: 1e-9 };

/** Lines of every second, and a block at the centre. */
const mixed = Uint8Array.from({ length: 12 }, (_, y) => Number(y % 2 === 1 || (y >= 4 && y < 8)));

/** Any values where lines were acquired. */
function dataFor(mask: Uint8Array, seed: number): Float32Array {
  return randomComplex(coils * 36, seed).map((value, i) => value * mask[Math.floor(i / 6) % 12]!);
}

describe("the adjoint encoding", () => {
  it("satisfies ⟨A x, y⟩ = ⟨x, Aᴴ y⟩", () => {
    const y = dataFor(mixed, 2);
    const encoded = encode(size, coils, maps, mixed, image);
    const left = inner(encoded, y);
    const right = inner(image, adjoint({ size, coils, maps, mask: mixed }, y));
    expect(Math.hypot(left[0] - right[0], left[1] - right[1])).toBeLessThan(
      1e-6 * Math.hypot(...encoded) * Math.hypot(...y),
    );
  });

  it("reads acquired lines only", () => {
    const [all, acquired] = [randomComplex(coils * 36, 3), dataFor(mixed, 3)];
    const model = { size, coils, maps, mask: mixed };
    expect(adjoint(model, all)).toEqual(adjoint(model, acquired));
  });
});

describe("conjugate gradients", () => {
  const solve = (data: Float32Array, options: object = {}, mask = mixed) => {
    const result = new Float32Array(72);
    cgSense({ size, coils, maps, mask }, data, { ...exact, ...options }, result);
    return result;
  };

  it("restore the image from consistent data in any pattern", () => {
    const data = Float32Array.from(encode(size, coils, maps, mixed, image));
    expect(relativeError(solve(data), image)).toBeLessThan(1e-5);
    const random = Uint8Array.from([1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0]);
    const others = Float32Array.from(encode(size, coils, maps, random, image));
    expect(relativeError(solve(others, {}, random), image)).toBeLessThan(1e-4);
  });

  it("solve (AᴴA + λ) x = Aᴴ y", () => {
    const data = dataFor(mixed, 4);
    const x = solve(data, { lambda: 0.1 });
    const model = { size, coils, maps, mask: mixed };
    const normal = adjoint(model, Float32Array.from(encode(size, coils, maps, mixed, x)));
    const left = normal.map((value, i) => value + 0.1 * x[i]!);
    expect(relativeError(left, adjoint(model, data))).toBeLessThan(1e-6);
  });

  it("are linear in the data once they have converged", () => {
    const [a, b] = [dataFor(mixed, 5), dataFor(mixed, 6)];
    const sum = solve(
      a.map((value, i) => 2 * value - b[i]!),
      { lambda: 0.01 },
    );
    const [ofA, ofB] = [solve(a, { lambda: 0.01 }), solve(b, { lambda: 0.01 })];
    expect(
      relativeError(
        sum,
        Float64Array.from(ofA, (value, i) => 2 * value - ofB[i]!),
      ),
    ).toBeLessThan(1e-5);
  });

  it("yield zero for zero", () => {
    expect(solve(new Float32Array(coils * 72)).every((value) => value === 0)).toBe(true);
  });
});

describe("direct unfolding", () => {
  it.each<[readonly [number, number, number], readonly [number, number], readonly [number, number], number]>([
    [[3, 12, 1], [2, 1], [0, 0], 0],
    [[3, 12, 1], [2, 1], [1, 0], 0],
    [[2, 12, 1], [3, 1], [2, 0], 0],
    [[1, 15, 1], [3, 1], [1, 0], 0],
    [[2, 8, 6], [2, 2], [1, 1], 0],
    [[2, 8, 6], [1, 2], [0, 1], 0],
    [[2, 8, 4], [4, 1], [1, 0], 2],
    [[1, 12, 6], [3, 2], [2, 1], 1],
    [[1, 9, 6], [3, 1], [0, 0], 2],
  ])("of %o with R %o, offset %o and shift %i restores the image", (shape, acceleration, offset, shift) => {
    const lattice = { acceleration, offset, shift };
    expect(isPeriodic(lattice, shape)).toBe(true);
    const own = unitMaps(shape, 8);
    const object = randomComplex(shape[0] * shape[1] * shape[2], 7);
    const data = Float32Array.from(encode(shape, 8, own, latticeMask(lattice, shape), object));
    const result = new Float32Array(object.length);
    unfold({ size: shape, coils: 8, maps: own, lattice }, data, 0, result);
    expect(relativeError(result, object)).toBeLessThan(2e-4);
  });

  it("is what conjugate gradients converge to, with the same λ", () => {
    const lattice = { acceleration: [3, 1], offset: [1, 0], shift: 0 } as const;
    const mask = latticeMask(lattice, size);
    const data = dataFor(mask, 8);
    const [direct, iterated] = [new Float32Array(72), new Float32Array(72)];
    unfold({ size, coils, maps, lattice }, data, 0.05, direct);
    cgSense({ size, coils, maps, mask }, data, { ...exact, lambda: 0.05 }, iterated);
    expect(relativeError(direct, iterated)).toBeLessThan(1e-5);
  });

  it("is zero where there are no maps", () => {
    const lattice = { acceleration: [2, 1], offset: [0, 0], shift: 0 } as const;
    const masked = maps.map((value, i) => (Math.floor(i / 6) % 6 === 2 ? 0 : value));
    const result = new Float32Array(72);
    unfold({ size, coils, maps: masked, lattice }, dataFor(latticeMask(lattice, size), 9), 0, result);
    expect([...result.subarray(12, 18), ...result.subarray(48, 54)].every((value) => value === 0)).toBe(true);
    expect(result.every(Number.isFinite)).toBe(true);
  });

  it("needs a lattice that fits the grid", () => {
    expect(isPeriodic({ acceleration: [2, 1], offset: [0, 0], shift: 0 }, [8, 9, 1])).toBe(false);
    expect(isPeriodic({ acceleration: [2, 2], offset: [0, 0], shift: 1 }, [8, 8, 6])).toBe(false);
  });
});

describe("the task", () => {
  const whole = { acceleration: [1, 1], offset: [0, 0], shift: 0 } as const;
  const work = { size, coils, mapCount: 1, lambda: 0.3, iterations: 30, tolerance: 1e-6 };

  it("combines fully sampled images by the maps, without loss, from readouts in either space", () => {
    const mask = new Uint8Array(12).fill(1);
    const data = Float32Array.from(encode(size, coils, maps, mask, image));
    const images = [{ maps: 0, mask, lattice: whole }];
    for (const readout of ["image", "k-space"] as const) {
      const input = new Float32Array(2 * data.length);
      input.set(maps);
      input.set(readout === "image" ? data : transformedLines("forward", data, 3), data.length);
      const output = new Float32Array(72);
      runSense({ ...work, images, readout }, input, output);
      expect(relativeError(output, image)).toBeLessThan(1e-6);
    }
  });

  it("rejects an input of another size", () => {
    const images = [{ maps: 0, mask: mixed }];
    const run = () => runSense({ ...work, images, readout: "image" }, new Float32Array(8), new Float32Array(72));
    expect(run).toThrow(/maps and k-space/);
  });
});
