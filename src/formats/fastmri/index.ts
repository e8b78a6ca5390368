/** fastMRI's HDF5 files, as measurements. */
export { fastMriSource } from "./source.ts";
