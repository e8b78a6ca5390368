export { alignColumns, type ColumnOptions } from "./columns.ts";
export { counted } from "./counted.ts";
export { printable, printableJson } from "./printable.ts";
