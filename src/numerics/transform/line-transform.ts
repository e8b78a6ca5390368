import { NumericsError, requireCount } from "../errors.ts";

/** `forward` leads from image to k-space, e^{-i}; `inverse` back, e^{+i}. */
export type Direction = "forward" | "inverse";

/** A centred, unitary discrete Fourier transform of one length. */
export interface LineTransform {
  readonly length: number;
  /**
   * Transforms contiguous lines, each as NumPy's `fftshift(fft(ifftshift(x))) / sqrt(N)`, or for the inverse
   * `fftshift(ifft(ifftshift(x))) * sqrt(N)`. Sample floor(N/2) is the centre on both sides, N odd included.
   * @param source at least `count` lines of `length` complex samples, interleaved
   * @param target the same; may be `source` itself, but must not overlap it otherwise
   * @throws NumericsError `bad-length` for a count that is not whole, `shape-mismatch` if an array is too short
   */
  transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void;
}

/** Throws unless both arrays hold `count` lines. */
export function requireLines(length: number, source: Float32Array, target: Float32Array, count: number): void {
  requireCount("the number of lines", count, 0);
  const needed = 2 * length * count;
  if (source.length >= needed && target.length >= needed) return;
  throw new NumericsError(
    "shape-mismatch",
    `${count} complex lines of ${length} samples take ${needed} elements, ` +
      `but the source has ${source.length} and the target ${target.length}`,
  );
}
