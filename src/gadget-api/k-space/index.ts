/** K-space in full: for those who build it. Authors of gadgets find what they need in `larmor/gadget`. */
export {
  type AxisSampling,
  type ImageUnfolding,
  KSpace,
  type KSpaceDescription,
  type KSpaceLines,
  type KSpaceReference,
  type KSpaceShape,
  lineIndex,
  type MissingLines,
} from "./k-space.ts";
export { PlacedLines, type PlacedLinesOptions } from "./placed-lines.ts";
