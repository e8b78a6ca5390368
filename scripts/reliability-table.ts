import { readFileSync, writeFileSync } from "node:fs";

const MARKERS = { start: "<!-- results: written by the scripts -->", end: "<!-- /results -->" };

/** Results of one run, one column per property. The caller passes the date, so that tests can set it. */
export interface ResultCells {
  /** The command, such as `npm run crash`. */
  readonly command: string;
  /** The load, with its amount. */
  readonly cases: string;
  /** The passed checks. */
  readonly survived: string;
  /** Data that were lost: `nothing`, or a description. */
  readonly lost: string;
  /** The date, as `2026-03-14`. */
  readonly date: string;
}

const columns: readonly (keyof ResultCells)[] = ["command", "cases", "survived", "lost", "date"];

/**
 * Writes a row into the table between a document's markers. It replaces the row with this name, or is added below all
 * others. Rows of other scripts are unchanged.
 * @param document a Markdown file that has the markers
 * @param name first cell of the row
 * @throws Error if the markers or the table are missing
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
  if (lines.length < 2 || !lines.every((line) => line.startsWith("|")))
    throw new Error(`${document}: no table between the markers`);
  const row = `| ${[name, ...columns.map((column) => cells[column])].map(escaped).join(" | ")} |`;
  const place = lines.findIndex((line) => line.startsWith(`| ${escaped(name)} |`));
  if (place < 0) lines.push(row);
  else lines[place] = row;
  writeFileSync(document, `${text.slice(0, start)}${MARKERS.start}\n${lines.join("\n")}\n${text.slice(end)}`);
}

/** Escapes what would end a cell or a row. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ").trim();
}
