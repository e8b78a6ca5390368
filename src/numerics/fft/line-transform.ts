/** `forward` is from image to k-space, e^{−i…}; `inverse` from k-space to image, e^{+i…}. */
export type Direction = "forward" | "inverse";

/**
 * Lines of complex samples in an array on the kernels' heap: sample i of line l is the complex number at index
 * 2 · (i · sampleStep + l · lineStep).
 */
export interface LineLayout {
  readonly data: Float32Array;
  /** Number of samples of each line. */
  readonly samples: number;
  /** Index of the sample at the centre. */
  readonly center: number;
  readonly sampleStep: number;
  readonly lineStep: number;
}

/** A centred, unitary discrete Fourier transform of one length. */
export interface LineTransform {
  readonly length: number;
  /**
   * Transforms lines like NumPy's `fftshift(fft(ifftshift(x))) / sqrt(N)`, or for the inverse
   * `fftshift(ifft(ifftshift(x))) * sqrt(N)`. Sample floor(N/2) is the centre of both input and output, also for odd N.
   * Lines with another number of samples are cropped or zero-filled about their centre, both when they are read and
   * when they are written.
   * @param source not changed, unless it is also the target
   * @param target the same lines, or lines that do not overlap them
   * @param count number of lines
   * @param factor that the result is multiplied by
   */
  transform(direction: Direction, source: LineLayout, target: LineLayout, count: number, factor?: number): void;
}

/** Consecutive lines, each contiguous, with the centre at floor(samples / 2) unless given. */
export function contiguousLines(data: Float32Array, samples: number, center = Math.floor(samples / 2)): LineLayout {
  return { data, samples, center, sampleStep: 1, lineStep: samples };
}

/** The `stride` columns of a plane `[samples][stride]`, with the centre at floor(samples / 2). */
export function columnLines(data: Float32Array, samples: number, stride: number): LineLayout {
  return { data, samples, center: Math.floor(samples / 2), sampleStep: stride, lineStep: 1 };
}
