import type { LineMask } from "./find-lattice.ts";

/** Rows of e1 and e2; `last` is included. */
export interface LineBlock {
  readonly e1: { readonly first: number; readonly last: number };
  readonly e2: { readonly first: number; readonly last: number };
}

/**
 * The largest rectangle of lines that were all acquired; the one nearest to the grid's centre if several are.
 * @returns `undefined` if no line was acquired
 */
export function largestBlock({ e1, e2, lines }: LineMask): LineBlock | undefined {
  let best: LineBlock | undefined;
  let [bestArea, bestDistance] = [0, 0];
  /** Acquired lines in a column, from the current row backwards. */
  const heights = new Uint32Array(e1);
  const consider = (first: number, last: number, row: number, height: number) => {
    const area = (last - first + 1) * height;
    const distance = Math.abs(first + last + 1 - e1) + Math.abs(2 * row - height + 2 - e2);
    if (area < bestArea || (area === bestArea && distance >= bestDistance)) return;
    [bestArea, bestDistance] = [area, distance];
    best = { e1: { first, last }, e2: { first: row - height + 1, last: row } };
  };
  for (let row = 0; row < e2; row += 1) {
    for (let a = 0; a < e1; a += 1) heights[a] = lines[row * e1 + a]! > 0 ? heights[a]! + 1 : 0;
    // Columns of ascending height, which begin where a rectangle of that height begins.
    const open: { first: number; height: number }[] = [];
    for (let a = 0; a <= e1; a += 1) {
      const height = a < e1 ? heights[a]! : 0;
      let first = a;
      while (open.length > 0 && open.at(-1)!.height >= height) {
        const ended = open.pop()!;
        first = ended.first;
        if (ended.height > 0) consider(first, a - 1, row, ended.height);
      }
      if (height > 0) open.push({ first, height });
    }
  }
  return best;
}
