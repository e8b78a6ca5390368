export { writeNoiseScan, writePhantom } from "./file.ts";
export { type Phantom, type PhantomArray, phantom } from "./measurement.ts";
export { noiseScan } from "./noise-scan.ts";
export { PhantomError, type PhantomOptions, phantomDefaults } from "./options.ts";
