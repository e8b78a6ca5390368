export { type WriteProgress, writeNoiseScan, writePhantom } from "./file.ts";
export { type Phantom, phantom } from "./measurement.ts";
export { noiseScan } from "./noise/noise-scan.ts";
export { birdcageSensitivities, sheppLogan } from "./object/shepp-logan.ts";
export { type CalibrationMode, calibrationModes } from "./options/acceleration-options.ts";
export { epiReferences } from "./options/epi-options.ts";
export { type PhantomOptions, phantomDefaults } from "./options/options.ts";
export { trajectories } from "./options/trajectory-options.ts";
