/** Medians, because other processes run on the machine, too. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

/** Runs each measurement once per round, alternating, so that slow periods affect all of them. */
export async function interleaved<K extends string>(
  rounds: number,
  measurements: Readonly<Record<K, () => Promise<number | undefined> | number | undefined>>,
): Promise<Record<K, number | undefined>> {
  const taken = new Map<K, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(measurements) as K[]) {
      const value = await measurements[name]();
      if (value !== undefined) taken.set(name, [...(taken.get(name) ?? []), value]);
    }
  }
  const medians = (Object.keys(measurements) as K[]).map((name) => [
    name,
    taken.has(name) ? median(taken.get(name)!) : undefined,
  ]);
  return Object.fromEntries(medians);
}
