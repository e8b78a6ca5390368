/** Raw data of a measurement as the page shows them: columns, samples, noise, waveforms, header, findings. */
export { arrayPlane } from "./array-plane.ts";
export { findingsOf } from "./findings.ts";
export { headerTree } from "./header-tree.ts";
export { noiseCovariance } from "./noise.ts";
export { PatientData } from "./patient-data.ts";
export { readoutColumns } from "./readout-columns.ts";
export { readSamples } from "./samples.ts";
export { readWaveforms } from "./waveforms.ts";
