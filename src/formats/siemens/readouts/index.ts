/** Readouts of a measurement, and what is stored between them. */
export { signals } from "./pmu.ts";
export { type ReadoutContext, ReadoutDecoder } from "./readout.ts";
export { type Scan, scansOf } from "./scans.ts";
export { type LimitedCounter, packetOf, type Survey, surveyOf } from "./survey.ts";
