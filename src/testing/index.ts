/** Utilities for tests of gadgets, built-in and third-party. */
export { type ContractCheck, caseChecks, definitionChecks, type GadgetCase } from "./contract.ts";
export {
  allLines,
  bucket,
  buffer,
  coilsOf,
  encodingOf,
  gaussian,
  headerOf,
  image,
  imageArray,
  kSpace,
  noiseReadout,
  type ReadoutFields,
  readout,
  sampleSet,
  waveform,
} from "./messages.ts";
export { runGadget } from "./run.ts";
