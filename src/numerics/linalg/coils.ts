import { copyBytes, copyFloats } from "../../memory/index.ts";
import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireDisjoint } from "../errors.ts";
import { heapBytes, kernels, withScratch } from "../kernels/heap.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Samples in a cache line. */
const CACHE_LINE = 8;

/**
 * Number of samples from one line to the next, where a coil transform reads samples of all coils at the same time: no
 * fewer than a line has, and an odd number of cache lines. With a power of two, those of different coils would
 * evict each other from the cache, and 32 coils of 512 samples take 1.9 times as long.
 */
export function lineSpacing(samples: number): number {
  return CACHE_LINE * (Math.ceil(samples / CACHE_LINE) | 1);
}

/** Samples that are transformed at a time: each virtual coil reads those of all coils, which then are in a cache. */
const BLOCK = 512;

/** Measured on one core of 2.5 GHz, per sample and square of the number of coils. */
const SECONDS = 5e-10;

/** Estimated time of {@link applyToCoils}, with as many coils before as after. */
export function coilTransformSeconds(coils: number, samples: number): number {
  return coils ** 2 * samples * SECONDS;
}

/**
 * Applies a coil transform: multiplies the row of coil values of each sample by a matrix, out_j = Σ_i d_i W_ij. Zeros
 * at the end of a column are skipped, so an upper triangular matrix takes half the time.
 * @param matrix W, `[coilsIn][coilsOut]` complex, interleaved, row-major
 * @param data `[coilsIn][samples]` complex; not changed
 * @param out `[coilsOut][samples]` complex; must not share memory with `data`
 * @returns `out`
 * @throws NumericsError `shape-mismatch`, `overlapping-arrays`
 */
export function applyToCoils<Out extends Float32Array>(
  matrix: Float32Array | Float64Array,
  data: Float32Array,
  samples: number,
  out: Out,
): Out {
  requireCount("the number of samples", samples, 0);
  requireDisjoint(out, data);
  const coilsIn = samples === 0 ? 0 : data.length / (2 * samples);
  const coilsOut = samples === 0 ? 0 : out.length / (2 * samples);
  if (
    samples > 0 &&
    !(matrix.length === 2 * coilsIn * coilsOut && Number.isInteger(coilsIn) && Number.isInteger(coilsOut))
  ) {
    throw new NumericsError(
      "shape-mismatch",
      `a matrix of ${counted(matrix.length, "element")} can't transform ${coilsIn} into ${counted(coilsOut, "coil")} of ${counted(samples, "sample")}`,
    );
  }
  const block = Math.min(samples, BLOCK);
  // The kernel processes two samples at a time.
  const padded = 2 * Math.ceil(block / 2);
  const spacing = coilsOut > 1 ? lineSpacing(padded) : padded;
  withScratch([matrix.length, 2 * spacing * coilsIn, 2 * padded * coilsOut], (weights, source, target) => {
    weights.set(matrix);
    const pointers = [weights.byteOffset, source.byteOffset, 8 * spacing, target.byteOffset] as const;
    for (let start = 0; start < samples; start += block) {
      const count = Math.min(block, samples - start);
      copyLines(data.subarray(2 * start), 2 * samples, source, 2 * spacing, coilsIn, 2 * count);
      kernels.transformSpacedCoils(...pointers, coilsIn, coilsOut, padded);
      copyLines(target, 2 * padded, out.subarray(2 * start), 2 * samples, coilsOut, 2 * count);
    }
  });
  return out;
}

/**
 * Copies lines to an array with another spacing.
 * @param spacing floats from one line to the next
 * @param length of the lines, in floats; default: as many as fit into the smaller spacing
 */
export function copyLines(
  source: Float32Array,
  spacing: number,
  target: Float32Array,
  spacingOut: number,
  count: number,
  length = Math.min(spacing, spacingOut),
): void {
  if (spacing === spacingOut && length === spacing) {
    copyFloats(target, source.length === spacing * count ? source : source.subarray(0, spacing * count), 0);
    return;
  }
  for (let i = 0; i < count; i++)
    copyFloats(target, source.subarray(i * spacing, i * spacing + length), i * spacingOut);
}

/**
 * Like {@link copyLines}, from the bytes of adjacent lines, at any address, to lines on the kernels' heap.
 * @param length of the lines, in floats
 * @param target pointer to the first line
 * @param spacing floats from one line to the next; no fewer than `length`
 */
export function loadLines(source: Uint8Array, length: number, target: number, spacing: number, count: number): void {
  const [bytes, bytesOut] = [FLOAT * length, FLOAT * spacing];
  const heap = heapBytes();
  if (length === spacing) copyBytes(heap, source, target);
  else
    for (let i = 0; i < count; i++) copyBytes(heap, source.subarray(i * bytes, (i + 1) * bytes), target + i * bytesOut);
}
