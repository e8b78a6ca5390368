import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/**
 * Real-valued views of complex images. `data` is always interleaved complex; results are one float per pixel, written
 * to `out` if it is given. Arrays of the wrong size throw a NumericsError `shape-mismatch`.
 */

/** Values that are copied to the heap at a time; they fit into the CPU's nearest caches. */
const PIECE = 2 ** 14;

/** |c| of each pixel. */
export function magnitude(data: Float32Array, out = new Float32Array(data.length / 2)): Float32Array {
  requireLength("the complex data", data, 2 * out.length);
  for (let start = 0; start < out.length; start += PIECE) {
    const count = Math.min(PIECE, out.length - start);
    withScratch([2 * count, count], (complex, pixels) => {
      complex.set(data.subarray(2 * start, 2 * (start + count)));
      kernels.magnitudes(complex.byteOffset, pixels.byteOffset, count);
      out.set(pixels, start);
    });
  }
  return out;
}

/** Phase of each pixel, −π to π; 0 where the pixel is 0. */
export function phase(data: Float32Array, out = new Float32Array(data.length / 2)): Float32Array {
  requireLength("the complex data", data, 2 * out.length);
  for (let i = 0, d = 0; i < out.length; i++, d += 2) {
    const re = data[d]!;
    const im = data[d + 1]!;
    out[i] = re === 0 && im === 0 ? 0 : Math.atan2(im, re);
  }
  return out;
}

/** Real part of each pixel. */
export function real(data: Float32Array, out = new Float32Array(data.length / 2)): Float32Array {
  requireLength("the complex data", data, 2 * out.length);
  for (let i = 0; i < out.length; i++) out[i] = data[2 * i]!;
  return out;
}

/** Imaginary part of each pixel. */
export function imag(data: Float32Array, out = new Float32Array(data.length / 2)): Float32Array {
  requireLength("the complex data", data, 2 * out.length);
  for (let i = 0; i < out.length; i++) out[i] = data[2 * i + 1]!;
  return out;
}

/** Multiplies an array, real or interleaved complex, by a real factor. */
export function scale(
  data: Float32Array,
  factor: number,
  out: Float32Array = new Float32Array(data.length),
): Float32Array {
  requireLength("the data", data, out.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i]! * factor;
  return out;
}

/** Number of values that are NaN or infinite. */
export function countNonFinite(values: Float32Array): number {
  let count = 0;
  inPieces(values, (pointer, length) => {
    count += kernels.countNonFinite(pointer, length);
  });
  return count;
}

/** The largest finite value; 0 if none is positive. */
export function maximumPixel(values: Float32Array): number {
  let maximum = 0;
  inPieces(values, (pointer, length) => {
    maximum = Math.max(maximum, kernels.finiteMaximum(pointer, length));
  });
  return maximum;
}

/** Copies values to the heap piece by piece, and calls a kernel for each. */
function inPieces(values: Float32Array, kernel: (pointer: number, length: number) => void): void {
  for (let start = 0; start < values.length; start += PIECE) {
    const piece = values.subarray(start, start + PIECE);
    withScratch([piece.length], (heap) => {
      heap.set(piece);
      kernel(heap.byteOffset, heap.length);
    });
  }
}

/** Pixels summed at a time: their float64 sums stay in the nearest cache for all coils. */
const BLOCK = 1024;
const sums = new Float64Array(BLOCK);

/**
 * √Σ|c|² over the coils.
 * @param data `[coils][pixels]` complex, interleaved
 * @param out `[pixels]`
 * @returns `out`
 */
export function rootSumOfSquares(
  data: Float32Array,
  pixels: number,
  coils: number,
  out = new Float32Array(pixels),
): Float32Array {
  requireCount("the number of pixels", pixels, 0);
  requireCount("the number of coils", coils, 0);
  requireLength(`images of ${counted(coils, "coil")} and ${counted(pixels, "pixel")}`, data, 2 * coils * pixels);
  requireLength("the combined image", out, pixels);
  for (let start = 0; start < pixels; start += BLOCK) {
    const count = Math.min(BLOCK, pixels - start);
    sums.fill(0);
    for (let coil = 0; coil < coils; coil++) {
      for (let i = 0, d = 2 * (coil * pixels + start); i < count; i++, d += 2) {
        sums[i]! += data[d]! * data[d]! + data[d + 1]! * data[d + 1]!;
      }
    }
    for (let i = 0; i < count; i++) out[start + i] = Math.sqrt(sums[i]!);
  }
  return out;
}
