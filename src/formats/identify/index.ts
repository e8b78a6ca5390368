/** Names files of other formats, and says what to do with them. */
export { type FileFormat, type FileStart, readStart } from "./file-start.ts";
export { describeHdf5Layout } from "./hdf5-layouts.ts";
export { describeHdf5Damage, isHdf5Start } from "./hdf5-state.ts";
export { identify } from "./identify.ts";
export { isPFile, isSiemensRaidFile, isSiemensVb } from "./vendors.ts";
