/** What tests of gadgets are made of, ours and others'. */
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
  waveform,
} from "./messages.ts";
export { runGadget } from "./run.ts";
