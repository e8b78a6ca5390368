export { transformAxis } from "./axis.ts";
export { lineTransform } from "./choice.ts";
export { columnLines, contiguousLines, type Direction, type LineLayout, type LineTransform } from "./line-transform.ts";
