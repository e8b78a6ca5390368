export { keepLowFrequencies } from "./low-frequencies.ts";
