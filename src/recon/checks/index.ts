/** Checks of a measurement: what in its header or its readouts spoils images, and how to mend it. */
export { DECAYS, DecayCheck, spectrumFinding } from "./decay-check.ts";
export { byWeight, type Finding, findingText, weights } from "./finding.ts";
export { MeasurementCheck } from "./measurement-check.ts";
export { PlacementCheck } from "./placement-check.ts";
