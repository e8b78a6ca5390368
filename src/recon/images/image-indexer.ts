/** The wire has 16 bits for an image's index. */
const LARGEST_INDEX = 0xffff;

/** Numbers images: each call returns the index of the next image of a series, from 1 on; after 65535 it starts again. */
export function imageIndexer(): (series: number) => number {
  const counts = new Map<number, number>();
  return (series) => {
    const count = counts.get(series) ?? 0;
    counts.set(series, count + 1);
    return (count % LARGEST_INDEX) + 1;
  };
}
