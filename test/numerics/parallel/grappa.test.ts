import { describe, expect, it } from "vitest";
import {
  chooseKernel,
  edgePatterns,
  grappaWeightsTask,
  kernelEquations,
  type Lattice,
  linesByEdge,
  linesToFill,
  weightCount,
  weightsLength,
} from "../../../src/numerics/parallel/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { filled } from "./filled.ts";
import { blockOf, type CoilData, inHybridSpace, onlyLines, polynomialCoils } from "./polynomial-maps.ts";

interface Setup {
  readonly lattice: Lattice;
  /** Rows of the calibration block. */
  readonly rows: readonly [readonly [number, number], (readonly [number, number])?];
  readonly lambda?: number | "chosen";
  readonly kernel?: { readonly e0: number; readonly e1?: number; readonly e2?: number };
}

function isOnLattice({ acceleration: [r1, r2], offset, shift }: Lattice, e1: number, e2: number): boolean {
  const row = (e2 - offset[1]) / r2;
  return Number.isInteger(row) && Number.isInteger((e1 - offset[0] - row * shift) / r1);
}

/** The data of the lattice, with all other lines filled. */
function unfolded(whole: CoilData, { lattice, rows, kernel: wanted = { e0: 5 }, ...rest }: Setup, hybrid = false) {
  const { shape, coils } = whole;
  const [e0, e1, e2] = shape;
  const calibration = blockOf(whole, ...rows);
  const kernel = chooseKernel(lattice, calibration.block, wanted)!;
  const lambda = rest.lambda === "chosen" ? undefined : (rest.lambda ?? 0);
  const work = { block: calibration.block, kernel, center: Math.floor(e0 / 2), lambda, samples: e0 * e1 * e2 };
  const weights = new Float32Array(weightsLength(work));
  grappaWeightsTask.run({ calibrations: [work] }, calibration.data, weights);
  const acquired = Uint8Array.from({ length: e1 * e2 }, (_, i) =>
    Number(isOnLattice(lattice, i % e1, Math.floor(i / e1))),
  );
  const sampled = onlyLines(whole, (a, b) => acquired[b * e1 + a] === 1);
  const whole1 = { size: e1, first: 0, last: e1 - 1 };
  const whole2 = { size: e2, first: 0, last: e2 - 1 };
  const filling = { ...linesToFill(lattice, acquired, whole1, whole2), kernel, weights: weights.subarray(0, -1) };
  const input = hybrid ? inHybridSpace(whole, sampled) : sampled;
  const result = filled({ shape, coils, readout: hybrid ? "image" : "k-space", images: [filling] }, input);
  return { result, sampled, kernel, weights, lambda: weights.at(-1) };
}

const setups: [string, readonly [number, number, number], number, Setup][] = [
  ["R 2", [32, 48, 1], 8, { lattice: { acceleration: [2, 1], offset: [0, 0], shift: 0 }, rows: [[12, 35]] }],
  ["R 3, offset 2", [32, 48, 1], 10, { lattice: { acceleration: [3, 1], offset: [2, 0], shift: 0 }, rows: [[10, 37]] }],
  [
    "R 2 × 2",
    [16, 24, 20],
    12,
    {
      lattice: { acceleration: [2, 2], offset: [1, 0], shift: 0 },
      rows: [
        [4, 19],
        [4, 15],
      ],
      kernel: { e0: 3 },
    },
  ],
  [
    "CAIPIRINHA 1 × 2, shift 1",
    [16, 24, 20],
    16,
    {
      lattice: { acceleration: [2, 2], offset: [0, 1], shift: 1 },
      rows: [
        [4, 19],
        [4, 15],
      ],
      kernel: { e0: 3, e1: 4, e2: 2 },
    },
  ],
];

describe("GRAPPA", () => {
  it.each(setups)("is exact for maps that are polynomials: %s", (_name, shape, coils, setup) => {
    const whole = polynomialCoils(shape, coils);
    const { result, sampled, kernel } = unfolded(whole, setup);
    expect(kernelEquations(kernel, blockOf(whole, ...setup.rows).block).equations).toBeGreaterThan(0);
    expect(relativeError(result, whole.data)).toBeLessThan(1e-5);
    for (const [i, value] of sampled.entries()) if (value !== 0 && result[i] !== value) expect(result[i]).toBe(value);
  });

  const [, shape, coils, setup] = setups[0]!;
  const noisy = polynomialCoils(shape, coils, 2);
  for (const [i, value] of randomComplex(noisy.data.length / 2, 3).entries()) noisy.data[i]! += value;
  /** Energy of all coils at each sample. */
  const norms = (data: Float32Array) => {
    const sums = new Float64Array(data.length / (2 * coils));
    for (const [i, value] of data.entries()) sums[Math.floor(i / 2) % sums.length]! += value * value;
    return sums;
  };

  it("is the same for readouts in image space", () => {
    const lambda = 1e-3;
    const { result } = unfolded(noisy, { ...setup, lambda });
    const hybrid = unfolded(noisy, { ...setup, lambda }, true).result;
    expect(relativeError(hybrid, inHybridSpace(noisy, result))).toBeLessThan(2e-6);
  });

  it("is the same for rotated coils", () => {
    const angle = 0.7;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const rotated = { ...noisy, data: noisy.data.slice() };
    const length = noisy.data.length / coils;
    for (let i = 0; i < length; i++) {
      const [a, b] = [noisy.data[i]!, noisy.data[length + i]!];
      rotated.data[i] = cos * a - sin * b;
      rotated.data[length + i] = sin * a + cos * b;
    }
    const lambda = 1e-3;
    const plain = norms(unfolded(noisy, { ...setup, lambda }).result);
    expect(relativeError(norms(unfolded(rotated, { ...setup, lambda }).result), plain)).toBeLessThan(1e-5);
  });

  it("has the same weights for every offset of the lattice, and shifts with the data", () => {
    const lattice = { ...setup.lattice, offset: [1, 0] } as const;
    const plain = unfolded(noisy, { ...setup, lambda: 1e-3 });
    const [e0, e1] = shape;
    const shifted = { ...noisy, data: new Float32Array(noisy.data.length) };
    for (let line = 0; line < coils * e1; line++) {
      const to = line - (line % e1) + (((line % e1) + 1) % e1);
      shifted.data.set(noisy.data.subarray(2 * e0 * line, 2 * e0 * (line + 1)), 2 * e0 * to);
    }
    const rows = [[setup.rows[0][0] + 1, setup.rows[0][1] + 1]] as const;
    const other = unfolded(shifted, { lattice, rows, lambda: 1e-3 });
    expect([...other.weights]).toEqual([...plain.weights]);
    for (let line = 0; line < coils * e1; line++) {
      const to = line - (line % e1) + (((line % e1) + 1) % e1);
      const row = (data: Float32Array, at: number) => data.subarray(2 * e0 * at, 2 * e0 * (at + 1));
      expect(row(other.result, to)).toEqual(row(plain.result, line));
    }
  });

  it("regularizes more with more noise", () => {
    const chosen = (data: CoilData) => unfolded(data, { ...setup, lambda: "chosen" }).lambda!;
    expect(chosen(polynomialCoils(shape, coils, 2))).toBeCloseTo(1e-4);
    expect(chosen(noisy)).toBeGreaterThan(1e-3);
  });

  it("leaves out what partial Fourier leaves out", () => {
    const acquired = Uint8Array.from({ length: 20 }, (_, row) => Number(row >= 5 && row % 3 === 2));
    const lattice = { acceleration: [3, 1], offset: [2, 0], shift: 0 } as const;
    const { lines, periodic } = linesToFill(
      lattice,
      acquired,
      { size: 20, first: 5, last: 19 },
      { size: 1, first: 0, last: 0 },
    );
    expect(periodic).toEqual([false, true]);
    expect(lines.map((each) => [...each])).toEqual([
      [6, 9, 12, 15, 18],
      [7, 10, 13, 16, 19],
    ]);
  });

  it("has weights of its own at the edge of what was acquired, where some lines of the kernel do not exist", () => {
    const lattice = { acceleration: [2, 1], offset: [0, 0], shift: 0 } as const;
    const whole = polynomialCoils([32, 48, 1], 16, 3);
    const acquired = Uint8Array.from({ length: 48 }, (_, row) => Number(row >= 14 && row % 2 === 0));
    const missing = linesToFill(lattice, acquired, { size: 48, first: 14, last: 47 }, { size: 1, first: 0, last: 0 });
    const calibration = blockOf(whole, [16, 39]);
    const kernel = chooseKernel(lattice, calibration.block, { e0: 5 })!;
    const grid = { e1: 48, e2: 1, acquired };
    const edges = edgePatterns(kernel, missing, grid);
    // Line 15 lacks the line before 14, line 45 that after 46, and 47 both that would follow it.
    expect(edges.toSorted()).toEqual(["0011", "0111", "1100", "1110"]);
    const split = linesByEdge(kernel, missing, grid, edges);
    expect(split.edges.map(({ pattern, lines }) => [pattern, ...lines.map((each) => [...each])])).toEqual([
      ["0111", [15]],
      ["1110", [45]],
      ["1100", [47]],
    ]);

    const work = { block: calibration.block, kernel, center: 16, lambda: 0, samples: 1, edges };
    const result = new Float32Array(weightsLength(work));
    grappaWeightsTask.run({ calibrations: [work] }, calibration.data, result);
    const length = (result.length - 1) / (1 + edges.length);
    const weightsOf = (index: number) => result.subarray(index * length, (index + 1) * length);
    const sampled = onlyLines(whole, (row) => acquired[row] === 1);
    const errorAt = (row: number, filling: object, readout: "k-space" | "image" = "k-space") => {
      const images = [{ kernel, weights: weightsOf(0), ...missing, ...filling }];
      const input = readout === "image" ? inHybridSpace(whole, sampled) : sampled;
      const result = filled({ shape: [32, 48, 1], coils: 16, readout, images }, input);
      const truth = readout === "image" ? inHybridSpace(whole, whole.data) : whole.data;
      const rowsOf = (data: Float32Array) =>
        Float32Array.from({ length: 16 * 64 }, (_, i) => data[64 * (48 * Math.floor(i / 64) + row) + (i % 64)]!);
      return relativeError(rowsOf(result), rowsOf(truth));
    };
    const own = split.edges.map(({ pattern, lines }) => ({ lines, weights: weightsOf(edges.indexOf(pattern) + 1) }));
    for (const row of [15, 45]) {
      expect(errorAt(row, {})).toBeGreaterThan(0.1);
      expect(errorAt(row, { ...split.whole, edges: own })).toBeLessThan(1e-5);
      expect(errorAt(row, { ...split.whole, edges: own }, "image")).toBeLessThan(1e-5);
    }
    for (const row of [17, 43]) expect(errorAt(row, { ...split.whole, edges: own })).toBeLessThan(1e-5);
    // Beyond the last acquired line, nothing that was acquired has a part of the object's lines there.
    expect(errorAt(47, { ...split.whole, edges: own })).toBeLessThan(errorAt(47, {}));
  });

  it.each([8, 12])("has the same lines, computed one by one or all together: %i coils", (coils) => {
    const lattice = { acceleration: [3, 1], offset: [1, 0], shift: 0 } as const;
    const shape = [20, 48, 1] as const;
    const kernel = { acceleration: [3, 1], shift: 0, size: [5, 4, 1] } as const;
    const acquired = Uint8Array.from({ length: 48 }, (_, row) => Number(row % 3 === 1));
    const missing = linesToFill(lattice, acquired, { size: 48, first: 0, last: 47 }, { size: 1, first: 0, last: 0 });
    const weights = Float32Array.from(randomComplex(weightCount(kernel, coils), 5));
    const data = Float32Array.from(randomComplex(20 * 48 * coils, 6));
    const fill = (lines: readonly Uint32Array[]) =>
      filled({ shape, coils, readout: "image", images: [{ ...missing, kernel, weights, lines }] }, data);
    const all = fill(missing.lines);
    for (const [target, lines] of missing.lines.entries()) {
      for (const line of lines) {
        const one = fill(missing.lines.map((_, t) => Uint32Array.from(t === target ? [line] : [])));
        for (let coil = 0; coil < coils; coil++) {
          const at = 40 * (coil * 48 + line);
          expect(one.subarray(at, at + 40)).toEqual(all.subarray(at, at + 40));
        }
      }
    }
  });

  it("uses fewer lines if the calibration block is small, and none if it is too small", () => {
    const lattice = { acceleration: [3, 1], shift: 0 } as const;
    const size = (e1: number, wanted = {}) =>
      chooseKernel(lattice, { e0: 96, e1, e2: 1, coils: 12 }, { e0: 5, ...wanted })?.size;
    expect(size(40)).toEqual([5, 4, 1]);
    expect(size(24)).toEqual([5, 2, 1]);
    expect(size(24, { e1: 4 })).toEqual([5, 4, 1]);
    expect(size(3)).toBeUndefined();
  });
});
