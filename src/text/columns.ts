export interface ColumnOptions {
  /** Upper limit of a column's width for the sake of a long cell. */
  readonly maxWidth?: number;
  /** Whether all columns but the first are aligned to the right. Otherwise all are aligned to the left. */
  readonly numeric?: boolean;
}

/**
 * Rows of cells as lines of text, with two spaces between columns. Each column is as wide as its widest cell.
 * @param rows all of the same length
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { maxWidth = Number.POSITIVE_INFINITY, numeric = false }: ColumnOptions = {},
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.min(maxWidth, Math.max(...rows.map((row) => row[column]!.length))),
  );
  const align = (cell: string, column: number) => {
    if (numeric && column > 0) return cell.padStart(widths[column]!);
    return column === widths.length - 1 ? cell : cell.padEnd(widths[column]!); // no spaces at the end of a line
  };
  return rows.map((row) => row.map(align).join("  "));
}
