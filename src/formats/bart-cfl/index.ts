/** Arrays of BART with k-space, as measurements. */
export { dimensionNames } from "./array.ts";
export { bartSource } from "./source.ts";
