/** Names files of other formats, and says what to do with them. */
export type { FileFormat } from "./file-start.ts";
export { describeHdf5Layout } from "./hdf5-layouts.ts";
export { describeHdf5Damage } from "./hdf5-state.ts";
export { identify } from "./identify.ts";
