import { CHARACTER_HEIGHT, CHARACTER_WIDTH, characterRows } from "./bitmap-font.ts";

/** Distance from one character to the next, and from one line to the next, in font pixels. */
export const ADVANCE = CHARACTER_WIDTH + 1;
export const LEADING = CHARACTER_HEIGHT + 3;

/** An image, `[height][width]`. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/**
 * Draws lines of ASCII text into an image, from top to bottom. Text outside the image is clipped, and characters that
 * are not in the font are shown as boxes.
 * @param at upper left corner of the first line, and size of a font pixel in image pixels
 * @param value of the text pixels
 */
export function writeLines(
  canvas: Canvas,
  lines: readonly string[],
  at: { readonly x: number; readonly y: number; readonly scale: number },
  value: number,
): void {
  for (const [i, line] of lines.entries()) {
    const top = at.y + i * LEADING * at.scale;
    for (const [j, character] of [...line].entries()) {
      const left = at.x + j * ADVANCE * at.scale;
      for (const [row, bits] of characterRows(character).entries()) {
        for (let column = 0; column < CHARACTER_WIDTH; column++) {
          if (((bits >> (CHARACTER_WIDTH - 1 - column)) & 1) === 0) continue;
          fillSquare(canvas, left + column * at.scale, top + row * at.scale, at.scale, value);
        }
      }
    }
  }
}

function fillSquare({ width, height, pixels }: Canvas, left: number, top: number, side: number, value: number): void {
  const right = Math.min(left + side, width);
  for (let y = top; y < Math.min(top + side, height); y++)
    if (left < right) pixels.fill(value, y * width + left, y * width + right);
}
