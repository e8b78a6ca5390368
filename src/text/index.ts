export { alignColumns, type ColumnOptions } from "./columns.ts";
export { printable, printableJson } from "./printable.ts";
