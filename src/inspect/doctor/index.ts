/** Findings about a measurement as text. */
export { findingLines } from "./text.ts";
