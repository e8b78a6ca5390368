import { describeChosenGroup } from "../app/names.ts";
import type { MrdFile, MrdGroup } from "../formats/mrd-hdf5/index.ts";
import { alignColumns, fitColumns, printable, wrapLine } from "../text/index.ts";

/** Prints lines. On a terminal, they are wrapped at words. Characters with an effect on a terminal are escaped. */
export function printLines(lines: readonly string[]): void {
  const width = terminalWidth();
  for (const line of lines.flatMap((each) => printable(each).split("\n"))) {
    for (const part of width === undefined ? [line] : wrapLine(line, width)) console.log(part);
  }
}

/** Prints rows in columns. On a terminal, they are as wide as it is. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const width = terminalWidth();
  const safe = rows.map((row) => row.map((cell) => printable(cell)));
  for (const line of width === undefined ? alignColumns(safe) : fitColumns(safe, width)) console.log(line);
}

/** Says which group of several is read if none was named. */
export function reportChosenGroup(named: string | undefined, group: MrdGroup, { groups }: MrdFile): void {
  const text = describeChosenGroup(named, group.name, groups.length);
  if (text !== undefined) console.error(printable(text));
}

/** `undefined` if the output is not a terminal: programs and files get whole lines. */
function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? Math.max(process.stdout.columns || 80, 20) : undefined;
}
