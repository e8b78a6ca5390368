import { readFileSync, writeFileSync } from "node:fs";

const MARKERS = { start: "<!-- results: written by the scripts -->", end: "<!-- /results -->" };

/**
 * What a table of results says of one run, a column each. The date is left to the caller, so that a test can give its own.
 */
export interface ResultCells {
  /** How it is run, as `npm run crash`. */
  readonly command: string;
  /** What was done, and how often. */
  readonly cases: string;
  /** What was survived. */
  readonly survived: string;
  /** What was lost: `nothing`, or what. */
  readonly lost: string;
  /** The day, as `2026-03-14`. */
  readonly date: string;
}

const columns: readonly (keyof ResultCells)[] = ["command", "cases", "survived", "lost", "date"];

/**
 * Writes a row into the table between a document's markers, in place of the row of this name that was there, else below all
 * others. The rows of other scripts stay as they are.
 * @param document a Markdown file that has the markers
 * @param name first cell of the row
 * @throws Error where the markers or the table are missing
 */
export function writeRow(document: string | URL, name: string, cells: ResultCells): void {
  const text = readFileSync(document, "utf8");
  const start = text.indexOf(MARKERS.start);
  const end = text.indexOf(MARKERS.end, start);
  if (start < 0 || end < 0) throw new Error(`${document} has no '${MARKERS.start}' … '${MARKERS.end}'`);
  const lines = text
    .slice(start + MARKERS.start.length, end)
    .trim()
    .split("\n");
  if (lines.length < 2 || !lines.every((line) => line.startsWith("|"))) throw new Error(`${document}: no table there`);
  const row = `| ${[name, ...columns.map((column) => cells[column])].map(escaped).join(" | ")} |`;
  const place = lines.findIndex((line) => line.startsWith(`| ${escaped(name)} |`));
  if (place < 0) lines.push(row);
  else lines[place] = row;
  writeFileSync(document, `${text.slice(0, start)}${MARKERS.start}\n${lines.join("\n")}\n${text.slice(end)}`);
}

/** What a cell can hold: no column's border, no line's end. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ").trim();
}
