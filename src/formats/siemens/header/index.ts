/** MRD headers of measurements. */
export { headerOf } from "./header.ts";
export { noiseDwellUs, softwareOf } from "./version.ts";
