import { PNG } from "pngjs";
import type { Image } from "../mrd/index.ts";
import { PictureError } from "./errors.ts";
import { type MosaicTile, mosaicTiles, tileCount } from "./tile.ts";
import { type Greys, greyOf, greysOfPercentiles, greysOfWindow } from "./window.ts";

export interface MosaicOptions {
  /** Centre and width of the grey window of all images, instead of their own. */
  readonly window?: readonly [center: number, width: number] | undefined;
  /** Percentiles of all values that become black and white, instead of the images' own windows. */
  readonly percentiles?: readonly [low: number, high: number] | undefined;
  /** Number of tiles per row. Default: the number that makes the mosaic nearly square. */
  readonly columns?: number | undefined;
  /** Edge length of the square that one pixel is drawn as, in picture elements. */
  readonly scale?: number | undefined;
}

/** A picture, with its width and height in picture elements. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
}

/** Default window: a few bright vessels should not darken everything else. */
const DEFAULT_PERCENTILES = [1, 99.5] as const;
/** Maximum number of elements of a picture. */
export const MAX_ELEMENTS = 2 ** 27;
/** Colour types of PNG. */
const GREY = 0;
const COLOUR = 2;

/**
 * Shows images in a grid: each channel and z plane of each image is a tile, in that order, row by row. Complex pixels
 * are shown as magnitude. Images of type RGB with three channels keep their colours, and the mosaic is then in colour.
 * The grey window is `window`, else from `percentiles`, else from an image's attributes WindowCenter and WindowWidth,
 * else from percentiles 1 and 99.5 of all images without such attributes. NaN is black.
 * @throws PictureError `no-images`, `bad-option`, `picture-too-large` above 2^27 elements
 */
export function renderMosaic(images: readonly Image[], options: MosaicOptions = {}): Picture {
  const { scale = 1 } = options;
  checkOptions(options);
  const count = images.reduce((sum, image) => sum + tileCount(image), 0);
  if (count === 0) throw new PictureError("no-images", "there are no images to show");
  const tileWidth = scale * Math.max(...images.map(({ header }) => header.matrixSize[0]!));
  const tileHeight = scale * Math.max(...images.map(({ header }) => header.matrixSize[1]!));
  const columns = Math.min(count, options.columns ?? Math.ceil(Math.sqrt((count * tileHeight) / tileWidth)));
  const width = columns * tileWidth;
  const height = Math.ceil(count / columns) * tileHeight;
  if (width * height > MAX_ELEMENTS) {
    const advice = `show fewer of the ${count} images, or reduce the scale`;
    throw new PictureError("picture-too-large", `a picture of ${width} × ${height} is too large: ${advice}`);
  }

  const tiles = images.flatMap(mosaicTiles);
  const samples = tiles.some(({ planes }) => planes.length > 1) ? 3 : 1;
  const data = Buffer.alloc(width * height * samples);
  const greys = greysOf(tiles, options);
  for (const [i, tile] of tiles.entries()) {
    const corner = { x: (i % columns) * tileWidth, y: Math.floor(i / columns) * tileHeight };
    paint({ data, width, samples }, corner, tile, greys(tile), scale);
  }
  // A PNG created at its full size would allocate four bytes per element itself.
  const picture = Object.assign(new PNG(), { width, height, data });
  const colorType = samples === 1 ? GREY : COLOUR;
  const png = PNG.sync.write(picture, { colorType, inputColorType: colorType, inputHasAlpha: false });
  return { width, height, png };
}

function checkOptions({ window, percentiles, columns = 1, scale = 1 }: MosaicOptions): void {
  const refuse = (message: string) => new PictureError("bad-option", message);
  for (const [name, value] of Object.entries({ columns, scale })) {
    if (!(Number.isInteger(value) && value >= 1))
      throw refuse(`${name} must be a whole number of at least 1, not ${value}`);
  }
  if (window && !(window[1] > 0 && window.every(Number.isFinite))) {
    throw refuse(`a window needs a centre and a width above 0, got ${window.join(", ")}`);
  }
  if (percentiles && !(percentiles[0] >= 0 && percentiles[0] < percentiles[1] && percentiles[1] <= 100)) {
    throw refuse(`percentiles must be two numbers from 0 to 100, the lower one first, got ${percentiles.join(", ")}`);
  }
}

/** The grey window of each tile. */
function greysOf(tiles: readonly MosaicTile[], { window, percentiles }: MosaicOptions): (tile: MosaicTile) => Greys {
  if (window) {
    const greys = greysOfWindow(...window);
    return () => greys;
  }
  const sharing = tiles.filter(({ planes, greys }) => planes.length === 1 && (percentiles || !greys));
  const values = sharing.flatMap(({ planes }) => planes);
  const shared = greysOfPercentiles(values, ...(percentiles ?? DEFAULT_PERCENTILES));
  return ({ greys }) => (percentiles ? shared : (greys ?? shared));
}

interface Canvas {
  /** `[height][width][samples]` */
  readonly data: Buffer;
  readonly width: number;
  readonly samples: number;
}

const COLOUR_RANGE: Greys = { black: 0, white: 255 };

/** Draws a tile at its position, each pixel as a square. */
function paint(
  { data, width, samples }: Canvas,
  corner: { readonly x: number; readonly y: number },
  tile: MosaicTile,
  greys: Greys,
  scale: number,
): void {
  const range = tile.planes.length > 1 ? COLOUR_RANGE : greys;
  const rowBytes = samples * tile.width * scale;
  for (let row = 0; row < tile.height; row++) {
    const start = samples * ((corner.y + row * scale) * width + corner.x);
    for (let sample = 0; sample < samples; sample++) {
      const plane = tile.planes[sample % tile.planes.length]!;
      for (let column = 0; column < tile.width; column++) {
        const grey = greyOf(plane[row * tile.width + column]!, range);
        for (let repeat = 0; repeat < scale; repeat++)
          data[start + samples * (column * scale + repeat) + sample] = grey;
      }
    }
    for (let repeat = 1; repeat < scale; repeat++) {
      data.copyWithin(start + repeat * samples * width, start, start + rowBytes);
    }
  }
}
