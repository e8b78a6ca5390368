export { alignColumns, type ColumnOptions } from "./columns.ts";
export { counted } from "./counted.ts";
export { printable, printableJson, printableLine } from "./printable.ts";
export { alternatives, didYouMean, nearest } from "./suggest.ts";
export { fitColumns, wrapLine } from "./wrap.ts";
