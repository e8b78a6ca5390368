export type Triple = readonly [number, number, number];

/** A box of pixels: first, and one behind the last, along x, y, z. */
export interface Tile {
  readonly from: Triple;
  readonly to: Triple;
}

export function sizeOf({ from, to }: Tile): Triple {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

/** Halves a box across its longest side until its pieces are small enough. */
export function tilesOf(tile: Tile, mostPixels: number): Tile[] {
  const size = sizeOf(tile);
  const longest = size.indexOf(Math.max(...size));
  if (size[0] * size[1] * size[2] <= Math.max(1, mostPixels)) return [tile];
  const middle = tile.from[longest]! + Math.floor(size[longest]! / 2);
  const at = (corner: Triple) => corner.map((value, axis) => (axis === longest ? middle : value)) as unknown as Triple;
  return [
    ...tilesOf({ from: tile.from, to: at(tile.to) }, mostPixels),
    ...tilesOf({ from: at(tile.from), to: tile.to }, mostPixels),
  ];
}

/** Where the rows of a box start in a complex volume. */
export function rowStarts({ from, to }: Tile, [x, y]: Triple): number[] {
  const starts: number[] = [];
  for (let k = from[2]; k < to[2]; k++) {
    for (let j = from[1]; j < to[1]; j++) starts.push(2 * ((k * y + j) * x + from[0]));
  }
  return starts;
}
