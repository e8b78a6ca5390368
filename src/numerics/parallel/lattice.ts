/**
 * A lattice of lines in the plane of e1 and e2: e1 = offset[0] + k · acceleration[0] + l · shift and e2 = offset[1] +
 * l · acceleration[1], for all integers k and l. Any regular undersampling has exactly one such description.
 */
export interface Lattice {
  /** R1, the distance of lines within a row along e1, and R2, the distance of rows that have lines. */
  readonly acceleration: readonly [number, number];
  /** Non-negative, each less than its acceleration. */
  readonly offset: readonly [number, number];
  /** By how much each row is shifted along e1 against the row before it (CAIPIRINHA); 0 ≤ shift < R1. */
  readonly shift: number;
}

/** Remainder that is never negative. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/**
 * Position of a line relative to the lattice: the lattice line at or before it, along e1, in the last row at or before
 * it that has lines.
 * @returns distances along e1 and e2, `[0, 0]` for a line of the lattice
 */
export function distanceFromLattice(
  { acceleration: [r1, r2], offset, shift }: Lattice,
  e1: number,
  e2: number,
): readonly [number, number] {
  const d2 = modulo(e2 - offset[1], r2);
  const row = (e2 - d2 - offset[1]) / r2;
  return [modulo(e1 - offset[0] - row * shift, r1), d2];
}
