/** Images as arrays: NumPy, BART, TIFF. */
export { cflSink } from "./cfl.ts";
export { npySink } from "./npy.ts";
export { tiffSinks } from "./tiff.ts";
