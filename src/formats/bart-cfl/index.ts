/** Arrays of BART with k-space, as measurements. */
export { bartSource } from "./source.ts";
