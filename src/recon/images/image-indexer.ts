/** MRD stores an image's index in 16 bits. */
const LARGEST_INDEX = 0xffff;

/** Numbers images: each call returns the index of the next image of a series, from 1 to 65535, then from 1 again. */
export function imageIndexer(): (series: number) => number {
  const counts = new Map<number, number>();
  return (series) => {
    const count = counts.get(series) ?? 0;
    counts.set(series, count + 1);
    return (count % LARGEST_INDEX) + 1;
  };
}
