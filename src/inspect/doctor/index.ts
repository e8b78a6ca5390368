/** Checks a measurement: what in its header or its readouts spoils images, and how to mend it. */
export { byWeight, type Finding } from "./finding.ts";
export { MeasurementCheck } from "./measurement-check.ts";
export { findingLines } from "./text.ts";
