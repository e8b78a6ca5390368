import { counted, wrapLine } from "../text/index.ts";
import { ADVANCE, LEADING } from "./bitmap-text.ts";
import { PictureError } from "./errors.ts";
import type { MosaicTile } from "./tile.ts";

/** Maximum number of elements of a picture. */
export const MAX_ELEMENTS = 2 ** 27;

export interface LayoutOptions {
  /** Number of tiles per row. Default: the number that makes the mosaic nearly square. */
  readonly columns?: number | undefined;
  /** Edge length of the square that one pixel is drawn as, in picture elements. */
  readonly scale?: number | undefined;
  /** Picture elements between two tiles. */
  readonly gap?: number | undefined;
  /** Whether the label of each tile is written above it. */
  readonly labels?: boolean | undefined;
}

/** A tile with its place in the picture, in picture elements. */
export interface PlacedTile {
  readonly tile: MosaicTile;
  readonly x: number;
  readonly y: number;
  /** Lines of its label, above it. */
  readonly label: readonly string[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly placed: readonly PlacedTile[];
}

/**
 * Arranges tiles in rows, each series starting a new row.
 * @param fitting tiles for which there must be room at each place; default those that are arranged
 * @throws PictureError `picture-too-large` above 2^27 elements
 */
export function layOut(
  series: readonly (readonly MosaicTile[])[],
  options: LayoutOptions,
  fitting: readonly MosaicTile[] = series.flat(),
): Layout {
  const { scale = 1, gap = 0 } = options;
  const count = series.reduce((sum, { length }) => sum + length, 0);
  const tileWidth = scale * maximum(fitting.map(({ width }) => width));
  const tileHeight = scale * maximum(fitting.map(({ height }) => height));
  const square = Math.ceil(Math.sqrt((count * tileHeight) / tileWidth));
  const columns = Math.min(maximum(series.map(({ length }) => length)), options.columns ?? square);
  const perLine = Math.max(1, Math.floor(tileWidth / ADVANCE));
  const lines = (tile: MosaicTile) => (options.labels ? wrapLine(tile.label, perLine, 0) : []);
  const strip = LEADING * maximum(fitting.map((tile) => lines(tile).length));
  const rows = series.map((tiles) => Math.ceil(tiles.length / columns));
  const rowCount = rows.reduce((sum, count) => sum + count, 0);
  const [pitchX, pitchY] = [tileWidth + gap, strip + tileHeight + gap];
  const [width, height] = [columns * pitchX - gap, rowCount * pitchY - gap];
  if (width * height > MAX_ELEMENTS) {
    const advice = `show fewer of the ${counted(count, "image")}, or reduce the scale`;
    throw new PictureError("picture-too-large", `a picture of ${width} × ${height} is too large: ${advice}`);
  }
  let row = 0;
  const placed = series.flatMap((tiles, index) => {
    const first = row;
    row += rows[index]!;
    return tiles.map((tile, i) => {
      const y = (first + Math.floor(i / columns)) * pitchY + strip;
      return { tile, x: (i % columns) * pitchX, y, label: lines(tile) };
    });
  });
  return { width, height, scale, placed };
}

/** Of any number of values: as arguments, many would overflow the stack. */
function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
