import { LEADING, writeLines } from "./bitmap-text.ts";
import type { Layout, PlacedTile } from "./layout.ts";
import type { MosaicTile } from "./tile.ts";
import { type Greys, greyOf } from "./values/index.ts";

/** Elements of a picture, grey or red, green and blue, 0 to 255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for colour. */
  readonly samples: 1 | 3;
  /** `[height][width][samples]` */
  readonly data: Buffer;
}

const COLOUR_RANGE: Greys = { black: 0, white: 255 };
/** The grey between tiles: neither the black of the air nor the white of bright tissue. */
const GAP_GREY = 80;
const WHITE = 255;

/** Draws tiles at their places. @param greysOf the window of each tile */
export function paint(layout: Layout, gap: number, greysOf: (tile: MosaicTile) => Greys): Raster {
  const { width, height, placed } = layout;
  const samples = placed.some(({ tile }) => tile.planes.length > 1) ? 3 : 1;
  const raster: Raster = { width, height, samples, data: Buffer.alloc(width * height * samples) };
  if (gap > 0) drawGaps(raster, layout, gap);
  for (const each of placed) {
    drawTile(raster, each, greysOf(each.tile), layout.scale);
    drawLabel(raster, each);
  }
  return raster;
}

/** Lines to the left of each tile that is not the first of its row, and above each row but the first. */
function drawGaps({ width, height, samples, data }: Raster, { placed }: Layout, gap: number): void {
  const fill = (y: number, from: number, to: number) =>
    data.fill(GAP_GREY, samples * (y * width + from), samples * (y * width + to));
  const columns = new Set(placed.map(({ x }) => x).filter((x) => x > 0));
  const rows = new Set(placed.map(({ y, label }) => y - LEADING * label.length).filter((y) => y > 0));
  for (let y = 0; y < height; y++) for (const x of columns) fill(y, x - gap, x);
  for (const row of rows) for (let y = row - gap; y < row; y++) fill(y, 0, width);
}

/** Draws each pixel of a tile as a square. */
function drawTile({ data, width, samples }: Raster, { tile, x, y }: PlacedTile, greys: Greys, scale: number): void {
  const range = tile.planes.length > 1 ? COLOUR_RANGE : greys;
  const rowBytes = samples * tile.width * scale;
  for (let row = 0; row < tile.height; row++) {
    const start = samples * ((y + row * scale) * width + x);
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

function drawLabel({ data, width, samples }: Raster, { x, y, label }: PlacedTile): void {
  if (label.length === 0) return;
  const height = LEADING * label.length;
  const strip = { width: width - x, height, pixels: new Float32Array((width - x) * height) };
  writeLines(strip, label, { x: 0, y: 1, scale: 1 }, WHITE);
  for (const [i, value] of strip.pixels.entries()) {
    if (value === 0) continue;
    const at = (y - height + Math.floor(i / strip.width)) * width + x + (i % strip.width);
    data.fill(WHITE, samples * at, samples * (at + 1));
  }
}
