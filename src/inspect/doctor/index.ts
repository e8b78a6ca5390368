/** A measurement's header as `doctor` reads it, and findings as text. */
export { headerOrFinding } from "./header.ts";
export { findingLines } from "./text.ts";
