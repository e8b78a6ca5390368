import { ADVANCE, type Canvas, writeLines } from "./bitmap-text.ts";

const SIDE = 512;
const MARGIN = 26;
/** Size of a font pixel in image pixels. */
const SCALE = 2;
const WHITE = 255;
const COLUMNS = Math.floor((SIDE - 2 * MARGIN) / (ADVANCE * SCALE));

/** A table, white on black: names in the left column, values in the right, wrapped if they are too long. */
export function tablePicture(entries: Readonly<Record<string, string>>): Canvas {
  const canvas: Canvas = { width: SIDE, height: SIDE, pixels: new Float32Array(SIDE * SIDE) };
  writeLines(canvas, tableLines(entries, COLUMNS), { x: MARGIN, y: MARGIN, scale: SCALE }, WHITE);
  return canvas;
}

/** @param columns characters per line */
export function tableLines(entries: Readonly<Record<string, string>>, columns: number): string[] {
  const left = Math.max(...Object.keys(entries).map((name) => name.length)) + 2;
  return Object.entries(entries).flatMap(([name, value]) =>
    brokenLines(value, columns - left).map((line, i) => (i === 0 ? name : "").padEnd(left) + line),
  );
}

/** Wraps at words, except words that are longer than a line. */
function brokenLines(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const piece of text.split(/\s+/).flatMap((word) => piecesOf(word, columns))) {
    const joined = lines.length === 0 ? undefined : `${lines.at(-1)} ${piece}`;
    if (joined !== undefined && joined.length <= columns) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}

function piecesOf(word: string, length: number): string[] {
  return Array.from({ length: Math.ceil(word.length / length) }, (_, i) => word.slice(i * length, (i + 1) * length));
}
