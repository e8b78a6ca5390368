export { EpiError } from "./errors.ts";
export { PhaseQueue } from "./phase-queue.ts";
export { Regridder, type RegridOptions } from "./regridder.ts";
export { reconMatrixEncoding, requireOneBand, requireSamples, unusableForRegridding } from "./requirements.ts";
