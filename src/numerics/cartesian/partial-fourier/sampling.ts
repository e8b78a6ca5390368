/** The sampled rows of one phase-encoded axis; its k-space centre lies at floor(size / 2). */
export interface PhaseRows {
  readonly size: number;
  readonly first: number;
  readonly last: number;
  /** Whether one side of them was cut short. */
  readonly partial: boolean;
}

/** What is known of how k-space was sampled along e1 and e2. */
export interface LineSampling {
  readonly shape: { readonly e1: number; readonly e2: number };
  readonly e1: { readonly first: number; readonly last: number };
  readonly e2: { readonly first: number; readonly last: number };
  readonly acceleration: readonly [number, number];
  /** `[…][e2][e1]`, readouts of each line. */
  readonly counts: ArrayLike<number>;
}

/**
 * The sampled rows along e1 and e2. An axis is partial where one side of its centre is shorter than the other by more than
 * undersampling and an even size explain: d = (last − centre) − (centre − first) is 0 where both are alike and −1 where an
 * even axis is full; d outside of −acceleration..acceleration − 1 is partial, unless some readout lies in the rest, which
 * something else has filled then. (Gadgetron's rule, |d| > acceleration, misses six of eight partitions.)
 */
export function sampledRows({ shape, e1, e2, acceleration, counts }: LineSampling): readonly [PhaseRows, PhaseRows] {
  const rows1 = { ...e1, size: shape.e1, partial: isCutShort(e1, shape.e1, acceleration[0]) };
  const rows2 = { ...e2, size: shape.e2, partial: isCutShort(e2, shape.e2, acceleration[1]) };
  rows1.partial &&= !someLine(counts, [rows1, rows2], (count, inside1) => count > 0 && !inside1);
  rows2.partial &&= !someLine(counts, [rows1, rows2], (count, _, inside2) => count > 0 && !inside2);
  return [rows1, rows2];
}

/** Why the side that was cut short can't be filled from the other, or `undefined`. */
export function hindranceToFilling(
  { acceleration, counts }: LineSampling,
  rows: readonly [PhaseRows, PhaseRows],
): string | undefined {
  if (rows.some((axis) => axis.partial && symmetricReach(axis) < 0)) return "the k-space centre was not acquired";
  if (acceleration.every((factor) => factor <= 1)) return undefined;
  const gaps = someLine(counts, rows, (count, inside1, inside2) => count === 0 && inside1 && inside2);
  return gaps ? "lines are missing within the sampled rows (undersampling)" : undefined;
}

/** How many rows were sampled on both sides of the centre; negative if it lies outside of them. */
export function symmetricReach({ size, first, last }: PhaseRows): number {
  const center = Math.floor(size / 2);
  return Math.min(center - first, last - center);
}

export function contains({ first, last }: PhaseRows, row: number): boolean {
  return row >= first && row <= last;
}

function isCutShort({ first, last }: LineSampling["e1"], size: number, acceleration: number): boolean {
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
