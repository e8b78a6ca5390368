export { transformAxis } from "./axis.ts";
export { lineTransform, smoothTransform } from "./choice.ts";
export { columnLines, contiguousLines, type Direction, type LineLayout, type LineTransform } from "./line-transform.ts";
export type { SmoothTransform } from "./smooth-transform.ts";
