import { counted } from "../../text/index.ts";
import { requireLength } from "../errors.ts";
import { allocate, heapArray, kernels, withScratch } from "../kernels/heap.ts";
import { copyLines } from "../linalg/index.ts";

/** Rows of a matrix are conjugates if they differ by less than this part of its largest element. */
const ROUNDING = 1e-7;

/**
 * A matrix of `regridMatrix` as {@link regrid} takes it. If samples n and N − 1 − n are at opposite positions, their rows are conjugates,
 * and half of them is enough.
 * @param matrix `[samples][kept]` complex
 * @returns `[samples, or half of them, rounded up][re, im][kept, rounded up to a multiple of 8]`
 */
export function packedMatrix(matrix: Float32Array, samples: number, kept: number): Float32Array<ArrayBuffer> {
  const rows = isConjugate(matrix, samples, kept) ? Math.ceil(samples / 2) : samples;
  const padded = paddedPixels(kept);
  const packed = new Float32Array(2 * rows * padded);
  for (let n = 0; n < rows; n += 1) {
    for (let pixel = 0; pixel < kept; pixel += 1) {
      packed[2 * n * padded + pixel] = matrix[2 * (n * kept + pixel)]!;
      packed[(2 * n + 1) * padded + pixel] = matrix[2 * (n * kept + pixel) + 1]!;
    }
  }
  return packed;
}

function isConjugate(matrix: Float32Array, samples: number, kept: number): boolean {
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let n = 0; 2 * n < samples; n += 1) {
    for (let pixel = 0; pixel < kept; pixel += 1) {
      const [at, other] = [2 * (n * kept + pixel), 2 * ((samples - 1 - n) * kept + pixel)];
      const difference = Math.max(
        Math.abs(matrix[at]! - matrix[other]!),
        Math.abs(matrix[at + 1]! + matrix[other + 1]!),
      );
      if (difference > ROUNDING * largest) return false;
    }
  }
  return true;
}

/** The kernel computes eight pixels at a time. */
function paddedPixels(kept: number): number {
  return 8 * Math.ceil(kept / 8);
}

/** A readout that is regridded. */
export interface RegridSizes {
  readonly coils: number;
  readonly samples: number;
  /** Pixels of the result. */
  readonly kept: number;
  /** `[coils][coilsOut]` complex, applied to the pixels, see `applyToCoils`. */
  readonly coilMatrix?: Float32Array | undefined;
  /** Default `coils`. */
  readonly coilsOut?: number | undefined;
}

/**
 * Turns the samples of readouts into pixels.
 * @param packed from {@link packedMatrix}
 * @param data `[coils][samples]` complex; not changed
 * @param out receives `[coilsOut][kept]` complex
 * @returns `out`
 * @throws NumericsError `bad-length`
 */
export function regrid<Out extends Float32Array>(
  packed: Float32Array,
  data: Float32Array,
  { coils, samples, kept, coilMatrix, coilsOut = coils }: RegridSizes,
  out: Out,
): Out {
  const padded = paddedPixels(kept);
  const count = packed.length / (2 * padded);
  if (count !== samples) requireLength("the regridding matrix", packed, 2 * Math.ceil(samples / 2) * padded);
  requireLength("a readout", data, 2 * coils * samples);
  requireLength("the result", out, 2 * coilsOut * kept);
  if (coilMatrix !== undefined)
    requireLength(`a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coilsOut);
  const matrix = residentOnHeap(packed);
  const image = 2 * coils * padded;
  const result = 2 * coilsOut * padded;
  const source = image + 4 * count;
  const weights = source + data.length;
  const transformed = weights + (coilMatrix?.length ?? 0);
  // One buffer, since each view of the heap takes as long as a part of the work.
  withScratch([coilMatrix === undefined ? weights : transformed + result], (heap) => {
    const at = (element: number) => heap.byteOffset + Float32Array.BYTES_PER_ELEMENT * element;
    heap.set(data, source);
    kernels.regridLines(matrix, at(source), at(image), at(0), coils, samples, count, padded);
    if (coilMatrix !== undefined) {
      heap.set(coilMatrix, weights);
      kernels.transformCoils(at(weights), at(0), at(transformed), coils, coilsOut, padded);
    }
    const first = coilMatrix === undefined ? 0 : transformed;
    copyLines(heap.subarray(first), 2 * padded, out, 2 * kept, coilsOut);
  });
  return out;
}

/** Matrices on the kernels' heap: those of both directions, of two encodings. */
const MOST_RESIDENT = 4;
const resident = new Map<Float32Array, number>();

/** Pointer to a copy of a matrix that stays on the heap, for it is used for many readouts. */
function residentOnHeap(packed: Float32Array): number {
  const known = resident.get(packed);
  if (known !== undefined) return known;
  for (const [oldest, pointer] of resident) {
    if (resident.size < MOST_RESIDENT) break;
    resident.delete(oldest);
    kernels.release(pointer);
  }
  const pointer = allocate(packed.byteLength);
  heapArray(pointer, packed.length).set(packed);
  resident.set(packed, pointer);
  return pointer;
}
