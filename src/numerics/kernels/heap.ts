import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import PFFFT from "@echogarden/pffft-wasm/simd";
import { NumericsError } from "../errors.ts";

/** The functions of kernels.assembly.ts; twins.ts says what each computes. Pointers are byte offsets into the heap. */
interface Kernels {
  scale(pointer: number, count: number, factor: number): void;
  gatherLines(source: number, target: number, stride: number, length: number, lines: number): void;
  scatterLines(source: number, target: number, stride: number, length: number, lines: number, factor: number): void;
  addSquares(source: number, sums: number, pixels: number): void;
  rootsToComplex(sums: number, target: number, pixels: number): void;
  mixCoils(matrix: number, source: number, target: number, coilsIn: number, coilsOut: number, samples: number): void;
}

/** The library's own file; it is loaded here because its memory, which the kernels share, can't be had otherwise. */
const libraryFile = createRequire(import.meta.url)
  .resolve("@echogarden/pffft-wasm/simd")
  .replace(/\.js$/, ".wasm");
let memory!: WebAssembly.Memory;

/** The transform library. Top-level await: whoever imports this finds it ready, so transforms are synchronous. */
export const pffft = await PFFFT({
  instantiateWasm(imports, receive) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(libraryFile)), imports);
    memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)!;
    receive(instance);
    return instance.exports;
  },
});

/** The kernels, on the library's heap. */
export const kernels = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("./kernels.wasm", import.meta.url))),
  { env: { memory } },
).exports as unknown as Kernels;

let scratch = { pointer: 0, bytes: 0 };

/**
 * Distinct stretches of the heap for passing work, of so many floats each. All callers share this memory: contents are
 * lost at the next call, and the arrays themselves are dead once the heap has grown.
 * @throws NumericsError `out-of-memory`
 */
export function heapStretches(...lengths: readonly number[]): Float32Array<ArrayBuffer>[] {
  const sizes = lengths.map((length) => Math.ceil(length / 4) * 16);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (scratch.bytes < bytes) {
    if (scratch.pointer !== 0) pffft._pffft_aligned_free(scratch.pointer);
    scratch = { pointer: 0, bytes: 0 };
    const pointer = pffft._pffft_aligned_malloc(bytes);
    if (pointer === 0) throw new NumericsError("out-of-memory", `no room for ${bytes} bytes on the heap of transforms`);
    scratch = { pointer, bytes };
  }
  let offset = scratch.pointer;
  return sizes.map((size, i) => {
    const stretch = new Float32Array(memory.buffer, offset, lengths[i]);
    offset += size;
    return stretch;
  });
}
