/** Memory that is not zeroed first, and copies between the memory of threads. */
export { copyBytes, copyFloats } from "./copy-bytes.ts";
export { SlabAllocator } from "./slab.ts";
