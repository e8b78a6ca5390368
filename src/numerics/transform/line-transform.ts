import { NumericsError, requireCount } from "../errors.ts";

/** `forward` leads from image to k-space, e^{-i}; `inverse` back, e^{+i}. */
export type Direction = "forward" | "inverse";

/** Which samples of a transformed line are wanted. */
export interface Window {
  /** First sample. */
  readonly first: number;
  readonly count: number;
}

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
  /** The same, keeping only some samples of each transformed line: `target` has `count` lines of the window's length. */
  transformCropped(
    direction: Direction,
    source: Float32Array,
    target: Float32Array,
    count: number,
    window: Window,
  ): void;
  /** Transforms the columns of the plane `[length][stride]` that begins at element `offset`, in place. */
  transformColumns(direction: Direction, data: Float32Array, offset: number, stride: number): void;
}

/** Throws unless both arrays hold `count` lines, and the window lies inside a line. */
export function requireLines(
  length: number,
  source: Float32Array,
  target: Float32Array,
  count: number,
  window: Window = { first: 0, count: length },
): void {
  requireCount("the number of lines", count, 0);
  requireCount("the window's first sample", window.first, 0);
  requireCount("the samples of a line", length, window.first + window.count);
  if (source.length >= 2 * length * count && target.length >= 2 * window.count * count) return;
  throw new NumericsError(
    "shape-mismatch",
    `${count} complex lines of ${length} samples, of which ${window.count} are kept, do not fit ` +
      `a source of ${source.length} and a target of ${target.length} elements`,
  );
}
