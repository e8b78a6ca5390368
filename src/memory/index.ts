/** Memory that is not zeroed first, or received in, and copies between the memory of threads. */
export { copyBytes, copyFloats, floatsOf } from "./copy-bytes.ts";
export { hold, InputMemory, letGo, receiveShared } from "./input-memory.ts";
export { SlabAllocator } from "./slab.ts";
