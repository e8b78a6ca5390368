export type Sizes = readonly [number, number, number];

/** A box of pixels along x, y, z: `from` is inclusive, `to` exclusive. */
export interface Tile {
  readonly from: Sizes;
  readonly to: Sizes;
}

export function sizeOf({ from, to }: Tile): Sizes {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

/** Splits a box in half across its longest side until no piece has more than `maxPixels` pixels. */
export function tilesOf(tile: Tile, maxPixels: number): Tile[] {
  const size = sizeOf(tile);
  const longest = size.indexOf(Math.max(...size));
  if (size[0] * size[1] * size[2] <= Math.max(1, maxPixels)) return [tile];
  const middle = tile.from[longest]! + Math.floor(size[longest]! / 2);
  const at = (corner: Sizes) => corner.map((value, axis) => (axis === longest ? middle : value)) as unknown as Sizes;
  return [
    ...tilesOf({ from: tile.from, to: at(tile.to) }, maxPixels),
    ...tilesOf({ from: at(tile.from), to: tile.to }, maxPixels),
  ];
}

/** Indices at which the rows of a box start in an interleaved complex volume. */
export function rowStarts({ from, to }: Tile, [x, y]: Sizes): number[] {
  const starts: number[] = [];
  for (let k = from[2]; k < to[2]; k++) {
    for (let j = from[1]; j < to[1]; j++) starts.push(2 * ((k * y + j) * x + from[0]));
  }
  return starts;
}
