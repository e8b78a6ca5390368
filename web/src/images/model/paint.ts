import type { Greys } from "../../../../src/rendering/values/index.ts";
import { ENTRIES } from "./color-tables.ts";
import type { Values } from "./plane.ts";

/**
 * Colours of an image. NaN has the colour of black.
 * @param pixels of the result, `[ceil(height / step)][ceil(width / step)]`
 * @param table see {@link colorTable}; colour images keep their colours
 * @param step draws only each `step`-th pixel of each `step`-th row, for small pictures
 */
export function paint(pixels: Uint32Array, image: Values, { black, white }: Greys, table: Uint32Array, step = 1): void {
  const { width, height, values, colours } = image;
  if (colours !== undefined) {
    paintColours(pixels, image, colours, step);
    return;
  }
  const factor = white > black ? ENTRIES / (white - black) : Number.POSITIVE_INFINITY;
  const last = ENTRIES - 1;
  let at = 0;
  for (let y = 0; y < height; y += step) {
    const end = (y + 1) * width;
    for (let i = y * width; i < end; i += step) {
      const entry = (values[i]! - black) * factor;
      pixels[at++] = entry >= last ? table[last]! : entry > 0 ? table[entry | 0]! : table[0]!;
    }
  }
}

function paintColours(pixels: Uint32Array, { width, height }: Values, colours: Float32Array, step: number): void {
  const bytes = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const plane = width * height;
  let at = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const i = y * width + x;
      for (let colour = 0; colour < 3; colour++) bytes[at++] = colours[colour * plane + i]!;
      bytes[at++] = 255;
    }
  }
}
