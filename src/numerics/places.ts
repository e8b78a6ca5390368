// What this room finds by its path: written so that it is right from here and from the chunks of a build, which lie as deep.

/** The compiled kernels. */
export const kernelsFile = new URL("../numerics/kernels/kernels.wasm", import.meta.url);
