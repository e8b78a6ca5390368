import { ADVANCE, type Canvas, writeLines } from "./bitmap-text.ts";

const SIDE = 512;
const MARGIN = 26;
/** Pixels that a pixel of the letters takes along each side. */
const SCALE = 2;
const WHITE = 255;
const COLUMNS = Math.floor((SIDE - 2 * MARGIN) / (ADVANCE * SCALE));

/** A table of facts, white on black: names in the left column, values in the right, broken where they are too long. */
export function tablePicture(facts: Readonly<Record<string, string>>): Canvas {
  const canvas: Canvas = { width: SIDE, height: SIDE, pixels: new Float32Array(SIDE * SIDE) };
  writeLines(canvas, tableLines(facts, COLUMNS), { x: MARGIN, y: MARGIN, scale: SCALE }, WHITE);
  return canvas;
}

/** @param columns characters in a line */
export function tableLines(facts: Readonly<Record<string, string>>, columns: number): string[] {
  const left = Math.max(...Object.keys(facts).map((name) => name.length)) + 2;
  return Object.entries(facts).flatMap(([name, value]) =>
    brokenLines(value, columns - left).map((line, i) => (i === 0 ? name : "").padEnd(left) + line),
  );
}

/** Lines of whole words, but for words that are longer than a line. */
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
