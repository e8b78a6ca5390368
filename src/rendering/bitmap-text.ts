import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from "./bitmap-glyphs.ts";

/** From one character to the next, and from one line to the next, in pixels of the drawings. */
export const ADVANCE = GLYPH_WIDTH + 1;
export const LEADING = GLYPH_HEIGHT + 3;

/** A picture, `[height][width]`. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/**
 * Writes lines of ASCII into a picture, each below the one before. What doesn't fit into the picture is cut off, and
 * characters without a drawing are boxes.
 * @param at upper left corner of the first line, and pixels that a pixel of the drawings takes along each side
 * @param value of the letters' pixels
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
      for (const [row, bits] of glyphRows(character).entries()) {
        for (let column = 0; column < GLYPH_WIDTH; column++) {
          if (((bits >> (GLYPH_WIDTH - 1 - column)) & 1) === 0) continue;
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
