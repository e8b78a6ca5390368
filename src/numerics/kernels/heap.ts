import { NumericsError } from "../errors.ts";
import { kernelsBase64 } from "./kernels.generated.ts";
import { kernelsBase64 as relaxedKernelsBase64 } from "./relaxed-kernels.generated.ts";

/**
 * The functions of kernels.assembly.ts; reference-kernels.ts defines what each computes. Pointers are byte offsets into
 * the heap.
 */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  release(pointer: number): void;
  scale(pointer: number, count: number, factor: number): void;
  addSquares(source: number, sums: number, pixels: number): void;
  roots(pointer: number, count: number): void;
  magnitudes(source: number, target: number, pixels: number): void;
  countNonFinite(pointer: number, count: number): number;
  finiteMaximum(pointer: number, count: number): number;
  multiply(a: number, b: number, target: number, pixels: number): void;
  addTimesConjugate(a: number, b: number, sums: number, pixels: number): void;
  addProducts(a: number, b: number, sums: number, pixels: number): void;
  clearLines(data: number, mask: number, lines: number, samples: number): void;
  correlate(fixed: number, moving: number, count: number, shifts: number, sums: number): void;
  transformCoils(
    matrix: number,
    source: number,
    target: number,
    coilsIn: number,
    coilsOut: number,
    samples: number,
  ): void;
  /** @param spacing of the source's lines, in bytes */
  transformSpacedCoils(
    matrix: number,
    source: number,
    spacing: number,
    target: number,
    coilsIn: number,
    coilsOut: number,
    samples: number,
  ): void;
  regridLines(
    matrix: number,
    source: number,
    terms: number,
    target: number,
    coils: number,
    samples: number,
    count: number,
    pixels: number,
  ): void;
  sumWaves(terms: number, waves: number, matrix: number, pairs: number, count: number): void;
  dominantVectors(
    matrix: number,
    vector: number,
    product: number,
    values: number,
    rows: number,
    iterations: number,
    tolerance: number,
  ): void;
  /**
   * @param source, target pointers to records of five 32-bit integers: data, samples, center, and both steps in bytes
   */
  transform(plan: number, source: number, target: number, count: number, factor: number, swapped: boolean): void;
  packCoils(images: number, coils: number, packed: number, pixels: number): void;
  unpackCoils(packed: number, images: number, coils: number, pixels: number, factor: number): void;
  multiplyMaps(image: number, maps: number, packed: number, pixels: number): void;
  combineMaps(packed: number, maps: number, image: number, pixels: number): void;
  packRows(
    images: number,
    imageBytes: number,
    coils: number,
    weights: number,
    rowWeights: number,
    rows: number,
    count: number,
  ): void;
  unpackRows(
    rows: number,
    weights: number,
    rowWeights: number,
    images: number,
    imageBytes: number,
    coils: number,
    count: number,
  ): void;
  transformPacked(plan: number, source: number, target: number, count: number, swapped: boolean): void;
  spreadSamples(grid: number, places: number, samples: number, count: number): void;
  interpolateSamples(grid: number, places: number, samples: number, count: number): void;
  toHalfSpectra(plan: number, ramp: number, source: number, target: number, odd: number, count: number): void;
  fromHalfSpectra(plan: number, ramp: number, source: number, odd: number, target: number, count: number): void;
  filterLines(plan: number, ramp: number, lines: number, spectrum: number, sums: number, count: number): void;
  factorHermitian(matrix: number, inverses: number, n: number, lambda: number, leastPivot: number): void;
  /** @param panel space for `[n][4]` complex numbers of float64 */
  solveFactored(factor: number, inverses: number, n: number, sides: number, columns: number, panel: number): void;
  largestPart(pointer: number, count: number): number;
  splitRows(source: number, target: number, rows: number, columns: number, rowBytes: number, factor: number): void;
  /** @param tile pointer to a record of 13 32-bit integers, see windows.assembly.ts */
  sumWindows(tile: number): void;
  /**
   * @param reference pointer to a coil, `[coils]` complex, or 0
   * @param vectors space for two vectors of four pixels, `[2][coils][re, im][4]`
   * @param maps receives maps, complex; rows and coils are so many bytes apart
   */
  windowMaps(
    tile: number,
    steps: number,
    reference: number,
    vectors: number,
    maps: number,
    rowBytes: number,
    coilBytes: number,
  ): void;
}

/** Largest offset of a 32-bit pointer. */
const MAX_BYTES = 2 ** 32 - 1;

const outOfMemory = (bytes: number) =>
  new NumericsError("out-of-memory", `the kernels' heap has no space for ${bytes} bytes`);

/**
 * A module with a single function, of f32x4.relaxed_madd: engines accept it if they have relaxed SIMD, whose fused
 * multiplication and addition rounds once.
 */
const RELAXED_SIMD = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 1, 253, 15, 65, 1, 253, 15, 65, 1, 253, 15, 253, 133, 2, 11],
);

/** Whether the engine has relaxed SIMD: as the V8 of Node 22 and later. */
export const hasRelaxedSimd = WebAssembly.validate(RELAXED_SIMD);

/** Compiles kernels, on a heap of their own. */
export function instantiate(base64: string): Kernels {
  // The kernels abort when an allocation exceeds the largest possible heap.
  const abort = () => {
    throw outOfMemory(2 ** 32);
  };
  const module = new WebAssembly.Module(decodeBase64(base64));
  return new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as Kernels;
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i); // Uint8Array.from takes six times as long.
  return bytes;
}

export const kernels = instantiate(hasRelaxedSimd ? relaxedKernelsBase64 : kernelsBase64);

/**
 * Allocates memory on the heap, until `kernels.release`.
 * @returns its pointer
 * @throws NumericsError `out-of-memory`
 */
export function allocate(bytes: number): number {
  if (bytes > MAX_BYTES) throw outOfMemory(bytes); // The kernels would receive only its lowest 32 bits.
  try {
    return kernels.allocate(bytes) >>> 0;
  } catch {
    throw outOfMemory(bytes);
  }
}

/** A view of floats on the heap. It becomes detached when the heap grows. */
export function heapArray(pointer: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels.memory.buffer, pointer, length);
}

let latestBytes = new Uint8Array(kernels.memory.buffer);

/** All bytes of the heap. The view becomes detached when the heap grows. */
export function heapBytes(): Uint8Array<ArrayBuffer> {
  if (latestBytes.buffer !== kernels.memory.buffer) latestBytes = new Uint8Array(kernels.memory.buffer);
  return latestBytes;
}

/** Memory that all callers of {@link withScratch} share. It grows to the largest request. */
let scratch = { pointer: 0, bytes: 0 };
let scratchInUse = false;

/** One Float32Array for each element of a tuple of lengths. */
type ScratchBuffers<Lengths extends readonly number[]> = { [I in keyof Lengths]: Float32Array<ArrayBuffer> };

/**
 * Calls a function with disjoint scratch buffers on the heap, whose content is undefined at first. The buffers are
 * valid until the function returns: the next call uses the same memory. Calls must not be nested.
 * @param lengths of the buffers, in floats
 * @param use must not return a promise, and must not let the heap grow
 * @returns what `use` returns
 * @throws NumericsError `out-of-memory`
 */
export function withScratch<const Lengths extends readonly number[], Result>(
  lengths: Lengths,
  use: (...buffers: ScratchBuffers<Lengths>) => Result,
): Result {
  if (scratchInUse) throw new Error("withScratch is called within withScratch: their buffers would overlap");
  const buffers = isLatest(lengths) ? latest.buffers : scratchBuffers(lengths);
  scratchInUse = true;
  try {
    return use(...(buffers as ScratchBuffers<Lengths>));
  } finally {
    scratchInUse = false;
  }
}

/** The views of the latest call: the next one often has the same lengths, and a view takes long to make. */
let latest: { readonly heap: ArrayBuffer; readonly buffers: readonly Float32Array<ArrayBuffer>[] } = {
  heap: kernels.memory.buffer,
  buffers: [],
};

function isLatest(lengths: readonly number[]): boolean {
  const { heap, buffers } = latest;
  if (heap !== kernels.memory.buffer || buffers.length !== lengths.length) return false;
  for (let i = 0; i < lengths.length; i += 1) if (buffers[i]!.length !== lengths[i]) return false;
  return true;
}

function scratchBuffers(lengths: readonly number[]): readonly Float32Array<ArrayBuffer>[] {
  let bytes = 0;
  for (const length of lengths) bytes += alignedBytes(length);
  reserveScratch(bytes);
  let offset = ALIGNMENT * Math.ceil(scratch.pointer / ALIGNMENT);
  const buffers = lengths.map((length) => {
    const buffer = heapArray(offset, length);
    offset += alignedBytes(length);
    return buffer;
  });
  latest = { heap: kernels.memory.buffer, buffers };
  return buffers;
}

/** A cache line: transforms read eight columns that share one. */
const ALIGNMENT = 64;

/** Bytes of so many floats, rounded up to whole cache lines. */
function alignedBytes(length: number): number {
  return Math.ceil((Float32Array.BYTES_PER_ELEMENT * length) / ALIGNMENT) * ALIGNMENT;
}

function reserveScratch(bytes: number): void {
  if (scratch.bytes >= bytes) return;
  if (scratch.pointer !== 0) kernels.release(scratch.pointer);
  scratch = { pointer: 0, bytes: 0 };
  scratch = { pointer: allocate(bytes + ALIGNMENT), bytes };
}
