import { distanceFromLattice, type Lattice, modulo } from "../../numerics/parallel/index.ts";

/** A mask of lines, `[e2][e1]`. */
export interface LineMask {
  readonly e1: number;
  readonly e2: number;
  /** Not zero where a line was acquired. */
  readonly lines: ArrayLike<number>;
}

/** The part of the lines that must agree with a lattice: some may be lost, or acquired in addition. */
const AGREEING = 0.9;

/**
 * Whether all neighbours of a line were acquired, too, so that no undersampling is near it. Lines outside of the grid
 * count as acquired.
 */
function isSurrounded({ e1, e2, lines }: LineMask, row1: number, row2: number): boolean {
  const has = (a: number, b: number) => a < 0 || b < 0 || a >= e1 || b >= e2 || lines[b * e1 + a]! > 0;
  return has(row1, row2) && has(row1 - 1, row2) && has(row1 + 1, row2) && has(row1, row2 - 1) && has(row1, row2 + 1);
}

/**
 * The lines of fully sampled regions, such as a calibration block: lines whose neighbours along e1 and e2 were all
 * acquired, with these neighbours.
 * @returns `[e2][e1]`, 1 for such lines
 */
export function denseLines(mask: LineMask): Uint8Array {
  const { e1, e2, lines } = mask;
  const dense = new Uint8Array(e1 * e2);
  const add = (a: number, b: number) => {
    if (a >= 0 && b >= 0 && a < e1 && b < e2 && lines[b * e1 + a]! > 0) dense[b * e1 + a] = 1;
  };
  for (let b = 0; b < e2; b += 1) {
    for (let a = 0; a < e1; a += 1) {
      if (!isSurrounded(mask, a, b)) continue;
      for (const [da, db] of [
        [0, 0],
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ] as const)
        add(a + da, b + db);
    }
  }
  return dense;
}

/**
 * The lattice of an image's lines, from the lines that were acquired: neither from samples, which may be zero, nor from
 * the header, which may be wrong. Lines of fully sampled regions do not count, so that calibration lines need no flags.
 * @returns the lattice; `full` if there are hardly any lines outside of fully sampled regions, or adjacent ones;
 *   `irregular` if the lines are not a lattice
 */
export function findLattice(mask: LineMask): Lattice | "full" | "irregular" {
  const { e1, e2, lines } = mask;
  const dense = denseLines(mask);
  /** Positions along e1, by row. */
  const rows = new Map<number, number[]>();
  let [acquired, outside] = [0, 0];
  for (let line = 0; line < e1 * e2; line += 1) {
    if (!(lines[line]! > 0)) continue;
    acquired += 1;
    if (dense[line] === 1) continue;
    outside += 1;
    const row = Math.floor(line / e1);
    const positions = rows.get(row);
    if (positions === undefined) rows.set(row, [line % e1]);
    else positions.push(line % e1);
  }
  if (outside <= (1 - AGREEING) * acquired && outside < 4) return "full";
  const lattice = likelyLattice(rows);
  if (!agrees(mask, rows, outside, lattice)) return "irregular";
  return lattice.acceleration.every((factor) => factor === 1) ? "full" : lattice;
}

/** The lattice of the most frequent distances. */
function likelyLattice(rows: ReadonlyMap<number, readonly number[]>): Lattice {
  const indices = [...rows.keys()];
  const r2 = mostFrequent(differences(indices)) ?? 1;
  const r1 = mostFrequent([...rows.values()].flatMap(differences)) ?? 1;
  const phase = (row: number) => mostFrequent(rows.get(row)!.map((position) => modulo(position, r1)))!;
  const shifts = indices.filter((row) => rows.has(row + r2)).map((row) => modulo(phase(row + r2) - phase(row), r1));
  const shift = mostFrequent(shifts) ?? 0;
  const offset2 = mostFrequent(indices.map((row) => modulo(row, r2))) ?? 0;
  const onRows = indices.filter((row) => modulo(row, r2) === offset2);
  const offset1 = mostFrequent(onRows.map((row) => modulo(phase(row) - ((row - offset2) / r2) * shift, r1))) ?? 0;
  return { acceleration: [r1, r2], offset: [offset1, offset2], shift };
}

/** Whether nearly all lines outside of fully sampled regions are lines of the lattice, and nearly all of its were acquired. */
function agrees(
  { e1, lines }: LineMask,
  rows: ReadonlyMap<number, readonly number[]>,
  outside: number,
  lattice: Lattice,
): boolean {
  let [on, expected, found] = [0, 0, 0];
  for (const [row, positions] of rows) {
    const isOn = (position: number) => distanceFromLattice(lattice, position, row).every((distance) => distance === 0);
    on += positions.filter(isOn).length;
    for (let position = positions[0]!; position <= positions.at(-1)!; position += 1) {
      if (!isOn(position)) continue;
      expected += 1;
      if (lines[row * e1 + position]! > 0) found += 1;
    }
  }
  return on >= AGREEING * outside && found >= AGREEING * expected;
}

function differences(ascending: readonly number[]): number[] {
  return ascending.slice(1).map((value, i) => value - ascending[i]!);
}

/** The most frequent value; the smallest one if several are. */
function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: number | undefined;
  for (const [value, count] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!;
    if (count > most || (count === most && value < best!)) best = value;
  }
  return best;
}
