import { NumericsError } from "../errors.ts";
import { kernelsBase64 } from "./kernels.generated.ts";

/** The functions of kernels.assembly.ts; twins.ts says what each computes. Pointers are byte offsets into the heap. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  release(pointer: number): void;
  scale(pointer: number, count: number, factor: number): void;
  addSquares(source: number, sums: number, pixels: number): void;
  rootsToComplex(sums: number, target: number, pixels: number): void;
  magnitudes(source: number, target: number, pixels: number): void;
  countNonFinite(pointer: number, count: number): number;
  brightest(pointer: number, count: number): number;
  mixCoils(matrix: number, source: number, target: number, coilsIn: number, coilsOut: number, samples: number): void;
  /** @param source, target pointers to records of five 32-bit integers: data, samples, center, and both steps in bytes */
  transform(plan: number, source: number, target: number, count: number, factor: number, swapped: boolean): void;
}

/** What pointers of 32 bits can reach. */
const MOST_BYTES = 2 ** 32 - 1;

const outOfMemory = (bytes: number) =>
  new NumericsError("out-of-memory", `no room for ${bytes} bytes on the kernels' heap`);

export const kernels = new WebAssembly.Instance(
  new WebAssembly.Module(decodeBase64(kernelsBase64)),
  // Called where a stretch is longer than any heap can be.
  {
    env: {
      abort: () => {
        throw outOfMemory(2 ** 32);
      },
    },
  },
).exports as unknown as Kernels;

function decodeBase64(base64: string): Uint8Array {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i); // Uint8Array.from takes six times as long
  return bytes;
}

/**
 * A stretch of the heap, until it is released.
 * @returns its pointer
 * @throws NumericsError `out-of-memory`
 */
export function allocate(bytes: number): number {
  if (bytes > MOST_BYTES) throw outOfMemory(bytes); // the kernels would see its lowest 32 bits
  try {
    return kernels.allocate(bytes) >>> 0;
  } catch {
    throw outOfMemory(bytes);
  }
}

/** Floats of the heap. The array is dead once the heap has grown. */
export function heapArray(pointer: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels.memory.buffer, pointer, length);
}

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
    if (scratch.pointer !== 0) kernels.release(scratch.pointer);
    scratch = { pointer: 0, bytes: 0 };
    scratch = { pointer: allocate(bytes), bytes };
  }
  let offset = scratch.pointer;
  return sizes.map((size, i) => {
    const stretch = heapArray(offset, lengths[i]!);
    offset += size;
    return stretch;
  });
}
