/**
 * Wraps a line at spaces; words that are longer than a line are split.
 * @param width characters per line
 * @param hanging how many more spaces further lines are indented by
 */
export function wrapLine(line: string, width: number, hanging = 2): string[] {
  const indent = " ".repeat(Math.min(/^ */.exec(line)![0].length + hanging, Math.floor(width / 2)));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const [end, next] = space > indent.length ? [space, space + 1] : [width, width];
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(next).trimStart();
  }
  return [...lines, rest];
}

/** Space between two columns. */
const GAP = 2;
/** A column that is narrower than this is not made narrower still. */
const LEAST_WIDTH = 12;

/**
 * Rows of cells as lines of text that are not wider than a terminal: the widest columns are made narrower, and their
 * cells wrapped.
 * @param rows all of the same length
 * @param width characters per line
 */
export function fitColumns(rows: readonly (readonly string[])[], width: number): string[] {
  const natural = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const limit = widestColumn(natural, width - GAP * (natural.length - 1));
  const widths = natural.map((each) => Math.min(each, limit));
  return rows.flatMap((row) => {
    const cells = row.map((cell, column) => wrapLine(cell, widths[column]!, 0));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => (lines[line] ?? "").padEnd(widths[column]!))
        .join(" ".repeat(GAP))
        .trimEnd(),
    );
  });
}

/** The width to which columns must be limited so that all fit. */
function widestColumn(natural: readonly number[], width: number): number {
  let limit = Math.max(...natural, LEAST_WIDTH);
  while (limit > LEAST_WIDTH && natural.reduce((sum, each) => sum + Math.min(each, limit), 0) > width) limit -= 1;
  return limit;
}
