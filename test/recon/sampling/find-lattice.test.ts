import { describe, expect, it } from "vitest";
import { findLattice, largestBlock } from "../../../src/recon/sampling/index.ts";

interface Pattern {
  readonly e1: number;
  readonly e2?: number;
  readonly acceleration: readonly [number, number];
  readonly offset?: readonly [number, number];
  readonly shift?: number;
  /** Half widths of a fully sampled block about the centre. */
  readonly block?: readonly [number, number];
  /** Lines that are missing beyond these rows. */
  readonly rows?: readonly [number, number];
}

/** The mask of a pattern, drawn line by line from its definition. */
function draw({ e1, e2 = 1, acceleration, offset = [0, 0], shift = 0, block = [0, 0], rows = [0, e1] }: Pattern) {
  const lines = new Uint8Array(e1 * e2);
  for (let l = 0; offset[1] + l * acceleration[1] < e2; l += 1) {
    for (let k = -e2 * shift; k < e1; k += 1) {
      const row = offset[0] + k * acceleration[0] + l * shift;
      if (row >= rows[0] && row < rows[1]) lines[(offset[1] + l * acceleration[1]) * e1 + row] = 1;
    }
  }
  for (let b = 0; b < e2; b += 1) {
    for (let a = 0; a < e1; a += 1) {
      const inside =
        Math.abs(a - Math.floor(e1 / 2)) < block[0] && (e2 === 1 || Math.abs(b - Math.floor(e2 / 2)) < block[1]);
      if (inside) lines[b * e1 + a] = 1;
    }
  }
  return { e1, e2, lines };
}

describe("findLattice", () => {
  it.each<[string, Pattern]>([
    ["every second line", { e1: 128, acceleration: [2, 1], offset: [1, 0] }],
    [
      "every fourth line of an odd grid, with a centre",
      { e1: 97, acceleration: [4, 1], offset: [3, 0], block: [12, 1] },
    ],
    [
      "every third line with partial Fourier",
      { e1: 96, acceleration: [3, 1], offset: [2, 0], block: [8, 1], rows: [30, 96] },
    ],
    ["a large centre", { e1: 64, acceleration: [2, 1], block: [20, 1] }],
    ["partitions only", { e1: 32, e2: 24, acceleration: [1, 2], offset: [0, 1], block: [6, 6] }],
    ["both directions", { e1: 48, e2: 36, acceleration: [2, 3], offset: [1, 2], block: [8, 8] }],
    ["CAIPIRINHA 1 × 4", { e1: 48, e2: 36, acceleration: [4, 1], offset: [2, 0], shift: 1, block: [8, 8] }],
    ["CAIPIRINHA 3 × 2", { e1: 47, e2: 30, acceleration: [3, 2], offset: [0, 1], shift: 2 }],
  ])("finds %s", (_name, pattern) => {
    const { acceleration, offset = [0, 0], shift = 0 } = pattern;
    expect(findLattice(draw(pattern))).toEqual({ acceleration, offset, shift });
  });

  it("finds a lattice that lost a line", () => {
    const mask = draw({ e1: 128, acceleration: [2, 1], block: [12, 1] });
    mask.lines[20] = 0;
    expect(findLattice(mask)).toEqual({ acceleration: [2, 1], offset: [0, 0], shift: 0 });
  });

  it.each<[string, Pattern]>([
    ["all lines", { e1: 64, acceleration: [1, 1] }],
    ["all partitions", { e1: 16, e2: 12, acceleration: [1, 1] }],
    ["partial Fourier", { e1: 64, acceleration: [1, 1], rows: [20, 64] }],
  ])("finds that %s are complete", (_name, pattern) => {
    expect(findLattice(draw(pattern))).toBe("full");
  });

  it("finds no lattice in lines whose distances grow", () => {
    const lines = new Uint8Array(128);
    for (let i = 0; i < 15; i += 1) lines[64 + (i * (i + 1)) / 2 - 60] = 1;
    expect(findLattice({ e1: 128, e2: 1, lines })).toBe("irregular");
  });
});

describe("largestBlock", () => {
  it("finds the calibration block of an accelerated volume", () => {
    const mask = draw({ e1: 48, e2: 36, acceleration: [2, 3], offset: [1, 0], block: [8, 6] });
    expect(largestBlock(mask)).toEqual({ e1: { first: 17, last: 31 }, e2: { first: 13, last: 23 } });
  });

  it("finds a run of lines, with a line of the lattice next to it", () => {
    const mask = draw({ e1: 128, acceleration: [2, 1], block: [12, 1] });
    expect(largestBlock(mask)).toEqual({ e1: { first: 52, last: 76 }, e2: { first: 0, last: 0 } });
  });

  it("finds the line nearest to the centre if all are single", () => {
    expect(largestBlock(draw({ e1: 9, acceleration: [3, 1], offset: [1, 0] }))?.e1).toEqual({ first: 4, last: 4 });
  });

  it("finds nothing where nothing was acquired", () => {
    expect(largestBlock({ e1: 8, e2: 1, lines: new Uint8Array(8) })).toBeUndefined();
  });
});
