import { PNG } from "pngjs";
import type { Image } from "../mrd/index.ts";
import { PictureError } from "./errors.ts";
import { encodeGif } from "./gif.ts";
import { type LayoutOptions, layOut } from "./layout.ts";
import { paint, type Raster } from "./painting.ts";
import { type MosaicSeries, type MosaicTile, mosaicTiles } from "./tile.ts";
import { type Greys, greysOfPercentiles, greysOfWindow, rangeOf } from "./values/index.ts";

export interface MosaicOptions extends LayoutOptions {
  /** Centre and width of the grey window of all images, instead of their own. */
  readonly window?: readonly [center: number, width: number] | undefined;
  /** Percentiles of the values of a series that become black and white, instead of the images' own windows. */
  readonly percentiles?: readonly [low: number, high: number] | undefined;
}

/** A picture, with its width and height in picture elements. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
}

/** An animation, with its size in picture elements and the number of its frames. */
export interface Animation {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly gif: Uint8Array;
}

/** Default window: a few bright vessels should not darken everything else. */
const DEFAULT_PERCENTILES = [1, 99.5] as const;
/** Colour types of PNG. */
const GREY = 0;
const COLOUR = 2;

/**
 * Shows images of one series in a grid: each channel and z plane of each image is a tile, in that order, row by row.
 * Complex pixels are shown as magnitude. Otherwise as {@link renderSeries}.
 * @throws PictureError `no-images`, `bad-option`, `picture-too-large` above 2^27 elements
 */
export function renderMosaic(images: readonly Image[], options: MosaicOptions = {}): Picture {
  const tiles = images.flatMap((image, i) => mosaicTiles(image, String(i)));
  return renderSeries([{ name: "", tiles, part: "magnitude" }], options);
}

/**
 * Shows the tiles of series in a grid; each series starts a new row and has one grey window. The window is `window`,
 * else from `percentiles`, else the one that includes those of the images' attributes WindowCenter and WindowWidth,
 * else from percentiles 1 and 99.5 of all images of the series without such attributes. NaN is black. Images of type
 * RGB with three channels keep their colours, and the mosaic is then in colour.
 * @throws PictureError `no-images`, `bad-option`, `picture-too-large` above 2^27 elements
 */
export function renderSeries(series: readonly MosaicSeries[], options: MosaicOptions = {}): Picture {
  const shown = withTiles(series, options);
  const arranged = shown.map(({ tiles }) => tiles);
  const raster = paint(layOut(arranged, options), options.gap ?? 0, greysOf(shown, options));
  return { width: raster.width, height: raster.height, png: encodePng(raster) };
}

/**
 * Shows the tiles of each series one after another, those of several series side by side. A series that is shorter
 * stops at its last tile.
 * @param framesPerSecond at most 50, as most viewers show
 * @throws PictureError as {@link renderSeries}
 */
export function renderAnimation(
  series: readonly MosaicSeries[],
  framesPerSecond: number,
  options: MosaicOptions = {},
): Animation {
  if (!(framesPerSecond > 0 && framesPerSecond <= 50))
    throw new PictureError(
      "bad-option",
      `a GIF shows more than 0 and at most 50 frames per second, not ${framesPerSecond}`,
    );
  const shown = withTiles(series, options);
  const greys = greysOf(shown, options);
  const all = shown.flatMap(({ tiles }) => tiles);
  const count = Math.max(...shown.map(({ tiles }) => tiles.length));
  const frame = (i: number) => {
    const row = shown.map(({ tiles }) => tiles[Math.min(i, tiles.length - 1)]!);
    return paint(layOut([row], { ...options, columns: row.length }, all), options.gap ?? 0, greys);
  };
  const { width, height } = frame(0);
  const frames = function* () {
    for (let i = 0; i < count; i++) yield frame(i);
  };
  return { width, height, frames: count, gif: encodeGif(frames(), 1000 / framesPerSecond) };
}

/** The series that have tiles. */
function withTiles(series: readonly MosaicSeries[], options: MosaicOptions): readonly MosaicSeries[] {
  checkOptions(options);
  const shown = series.filter(({ tiles }) => tiles.length > 0);
  if (shown.length === 0) throw new PictureError("no-images", "there are no images to show");
  return shown;
}

function checkOptions({ window, percentiles, columns = 1, scale = 1, gap = 0 }: MosaicOptions): void {
  const refuse = (message: string) => new PictureError("bad-option", message);
  for (const [name, value, least] of [
    ["columns", columns, 1],
    ["scale", scale, 1],
    ["gap", gap, 0],
  ] as const) {
    if (!(Number.isInteger(value) && value >= least))
      throw refuse(`${name} must be a whole number of at least ${least}, not ${value}`);
  }
  if (window && !(window[1] > 0 && window.every(Number.isFinite))) {
    throw refuse(`a window needs a centre and a width above 0, got ${window.join(", ")}`);
  }
  if (percentiles && !(percentiles[0] >= 0 && percentiles[0] < percentiles[1] && percentiles[1] <= 100)) {
    throw refuse(`percentiles must be two numbers from 0 to 100, the lower one first, got ${percentiles.join(", ")}`);
  }
}

/** The grey window of each tile. */
function greysOf(series: readonly MosaicSeries[], { window, percentiles }: MosaicOptions): (tile: MosaicTile) => Greys {
  const greys = new Map<MosaicTile, Greys>();
  for (const { tiles, part } of series) {
    const own = window || percentiles ? undefined : joined(tiles);
    const sharing = tiles.filter((tile) => tile.planes.length === 1 && !(own && tile.greys));
    const values = sharing.flatMap(({ planes }) => planes);
    const range = window || percentiles ? undefined : rangeOf(part, values);
    const shared = window
      ? greysOfWindow(...window)
      : (range ?? greysOfPercentiles(values, ...(percentiles ?? DEFAULT_PERCENTILES)));
    for (const tile of tiles) greys.set(tile, own && tile.greys ? own : shared);
  }
  return (tile) => greys.get(tile)!;
}

/** The window that includes those of all images that have one: brightness can then be compared. */
function joined(tiles: readonly MosaicTile[]): Greys | undefined {
  const windows = tiles.flatMap(({ greys }) => greys ?? []);
  if (windows.length === 0) return undefined;
  return {
    black: windows.reduce((least, { black }) => Math.min(least, black), Number.POSITIVE_INFINITY),
    white: windows.reduce((most, { white }) => Math.max(most, white), Number.NEGATIVE_INFINITY),
  };
}

/** One picture as PNG. */
export function encodePng({ width, height, samples, data }: Raster): Buffer {
  // A PNG created at its full size would allocate four bytes per element itself.
  const picture = Object.assign(new PNG(), { width, height, data });
  const colorType = samples === 1 ? GREY : COLOUR;
  return PNG.sync.write(picture, { colorType, inputColorType: colorType, inputHasAlpha: false });
}
