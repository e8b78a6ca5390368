/** The sampled rows of one phase-encoded axis. Its k-space centre is at floor(size / 2). */
export interface PhaseRows {
  readonly size: number;
  readonly first: number;
  readonly last: number;
  /** Whether one side is truncated. */
  readonly partial: boolean;
}

/** How k-space was sampled along e1 and e2. */
export interface LineSampling {
  readonly shape: { readonly e1: number; readonly e2: number };
  readonly e1: { readonly first: number; readonly last: number };
  readonly e2: { readonly first: number; readonly last: number };
  readonly acceleration: readonly [number, number];
  /** `[…][e2][e1]`, number of readouts per line. */
  readonly counts: ArrayLike<number>;
}

/**
 * The sampled rows along e1 and e2. An axis is partial if one side of its centre is shorter than the other by more than
 * undersampling and an even size explain. d = (last − centre) − (centre − first) is 0 if both sides are equal, and −1
 * if an even axis is fully sampled. The axis is partial if d is outside of −acceleration..acceleration − 1, unless
 * there is a readout in the remaining rows, which have then been filled by another step. (Gadgetron's rule, |d| >
 * acceleration, does not detect six of eight partitions.)
 */
export function sampledRows({ shape, e1, e2, acceleration, counts }: LineSampling): readonly [PhaseRows, PhaseRows] {
  const rows1 = { ...e1, size: shape.e1, partial: isTruncated(e1, shape.e1, acceleration[0]) };
  const rows2 = { ...e2, size: shape.e2, partial: isTruncated(e2, shape.e2, acceleration[1]) };
  rows1.partial &&= !someLine(counts, [rows1, rows2], (count, inside1) => count > 0 && !inside1);
  rows2.partial &&= !someLine(counts, [rows1, rows2], (count, _, inside2) => count > 0 && !inside2);
  return [rows1, rows2];
}

/** Why the truncated side cannot be filled from the other one, or `undefined` if it can. */
export function fillingBlocker(
  { acceleration, counts }: LineSampling,
  rows: readonly [PhaseRows, PhaseRows],
): string | undefined {
  if (rows.some((axis) => axis.partial && symmetricReach(axis) < 0)) return "the k-space centre was not acquired";
  if (acceleration.every((factor) => factor <= 1)) return undefined;
  const gaps = someLine(counts, rows, (count, inside1, inside2) => count === 0 && inside1 && inside2);
  return gaps ? "lines are missing within the sampled rows (undersampling)" : undefined;
}

/** Number of rows sampled on both sides of the centre; negative if the centre was not sampled. */
export function symmetricReach({ size, first, last }: PhaseRows): number {
  const center = Math.floor(size / 2);
  return Math.min(center - first, last - center);
}

export function contains({ first, last }: PhaseRows, row: number): boolean {
  return row >= first && row <= last;
}

function isTruncated({ first, last }: LineSampling["e1"], size: number, acceleration: number): boolean {
  const center = Math.floor(size / 2);
  const difference = last - center - (center - first);
  const slack = Math.max(1, acceleration);
  return difference > slack - 1 || difference < -slack;
}

function someLine(
  counts: ArrayLike<number>,
  [e1, e2]: readonly [PhaseRows, PhaseRows],
  test: (count: number, inside1: boolean, inside2: boolean) => boolean,
): boolean {
  for (let line = 0; line < counts.length; line++) {
    const [row1, row2] = [line % e1.size, Math.floor(line / e1.size) % e2.size];
    if (test(counts[line]!, contains(e1, row1), contains(e2, row2))) return true;
  }
  return false;
}
