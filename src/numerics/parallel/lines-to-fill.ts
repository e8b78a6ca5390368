import { type LineOffset, targetOffsets } from "./grappa-kernel.ts";
import { distanceFromLattice, type Lattice, modulo } from "./lattice.ts";

/** The rows of an axis within which lines are filled, both included. */
export interface FillRange {
  readonly size: number;
  readonly first: number;
  readonly last: number;
}

/** Lines that are missing between those of a lattice. */
export interface MissingTargets {
  /** By target, as `targetOffsets` orders them: indices of lines, `[e2][e1]`. */
  readonly lines: readonly Uint32Array[];
  /** Whether the lattice continues at the other end of e1 and of e2, so that neighbours are taken from there. */
  readonly periodic: readonly [boolean, boolean];
}

/**
 * The lines between those of a lattice that were not acquired, within `e1` and `e2` and next to at least one that was
 * acquired: neither the side that partial Fourier leaves out, nor corners of the grid that were not sampled.
 * @param acquired `[e2][e1]`, not zero where a line was acquired
 */
export function linesToFill(
  lattice: Lattice,
  acquired: ArrayLike<number>,
  e1: FillRange,
  e2: FillRange,
): MissingTargets {
  const [r1, r2] = lattice.acceleration;
  const targets = targetOffsets(lattice);
  const periodic = [
    e1.size % r1 === 0 && isWhole(e1),
    e2.size % r2 === 0 && isWhole(e2) && ((e2.size / r2) * lattice.shift) % r1 === 0,
  ] as const;
  const at = lineFinder(e1.size, e2.size, periodic);
  const lines = targets.map(() => [] as number[]);
  for (let row2 = e2.first; row2 <= e2.last; row2++) {
    for (let row1 = e1.first; row1 <= e1.last; row1++) {
      const line = row2 * e1.size + row1;
      const [d1, d2] = distanceFromLattice(lattice, row1, row2);
      if (acquired[line]! > 0 || (d1 === 0 && d2 === 0)) continue;
      const corners: LineOffset[] = [
        [-d1, -d2],
        [r1 - d1, -d2],
      ];
      const before = modulo(lattice.shift - d1, r1); // distance to the next line of the following row of the lattice
      if (r2 > 1) corners.push([before, r2 - d2], [before - r1, r2 - d2]);
      const isNear = corners.some(([c1, c2]) => {
        const neighbour = at(row1 + c1, row2 + c2);
        return neighbour >= 0 && acquired[neighbour]! > 0;
      });
      if (isNear) lines[d2 * r1 + d1 - 1]!.push(line);
    }
  }
  return { lines: lines.map((each) => Uint32Array.from(each)), periodic };
}

/** A function that returns the index of a line, `[e2][e1]`, or −1 if it is not on the grid. */
export function lineFinder(e1: number, e2: number, [wraps1, wraps2]: readonly [boolean, boolean]) {
  return (row1: number, row2: number): number => {
    const a = wraps1 ? modulo(row1, e1) : row1;
    const b = wraps2 ? modulo(row2, e2) : row2;
    return a >= 0 && a < e1 && b >= 0 && b < e2 ? b * e1 + a : -1;
  };
}

function isWhole({ size, first, last }: FillRange): boolean {
  return first === 0 && last === size - 1;
}
