/** Target of one read. */
const BATCH_BYTES = 1 << 22;
const FIRST_ROWS = 16;

/** Range of rows: from `start` up to, but not including, `end`. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
}

/** Which rows are read, and how long they are valid. */
export interface ReadOptions extends Range {
  /**
   * Whether a row is valid only until the next one is requested, or anything else is read from a file by this thread.
   * Its samples are then where they were read to, without a copy.
   */
  readonly reuse?: boolean;
}

/**
 * Reads rows in batches whose size is adapted to that of the rows, and yields them one by one.
 * @param readBatch yields the rows of a batch, and returns their size in bytes
 */
export function* inBatches<T>(
  count: number,
  range: Range,
  readBatch: (start: number, count: number) => Generator<T, number>,
  leastRowBytes = 1,
): Generator<T> {
  const end = Math.min(range.end ?? count, count);
  let size = Math.max(1, Math.min(FIRST_ROWS, Math.floor(BATCH_BYTES / leastRowBytes)));
  for (let start = range.start ?? 0; start < end; ) {
    const rows = Math.min(size, end - start);
    const bytes = yield* readBatch(start, rows);
    start += rows;
    size = Math.max(1, Math.min(2 * size, Math.floor((BATCH_BYTES * rows) / bytes)));
  }
}
