import type { Window } from "./line-transform.ts";

/** Keeps a window of each line: from `[count][length]` complex to `[count][window.count]`. */
export function cropLines(
  source: Float32Array,
  length: number,
  target: Float32Array,
  count: number,
  { first, count: kept }: Window,
): void {
  for (let line = 0; line < count; line++) {
    const start = 2 * (length * line + first);
    target.set(source.subarray(start, start + 2 * kept), 2 * kept * line);
  }
}
