/** `forward` leads from image to k-space, e^{-i}; `inverse` back, e^{+i}. */
export type Direction = "forward" | "inverse";

/**
 * Lines of complex samples in an array of the kernels' heap: sample i of line l is the complex number at element
 * 2 · (i · sampleStep + l · lineStep).
 */
export interface Lines {
  readonly data: Float32Array;
  /** Of each line. */
  readonly samples: number;
  /** Which of them is the centre. */
  readonly center: number;
  readonly sampleStep: number;
  readonly lineStep: number;
}

/** A centred, unitary discrete Fourier transform of one length. */
export interface LineTransform {
  readonly length: number;
  /**
   * Transforms lines, each as NumPy's `fftshift(fft(ifftshift(x))) / sqrt(N)`, or for the inverse
   * `fftshift(ifft(ifftshift(x))) * sqrt(N)`. Sample floor(N/2) is the centre on both sides, N odd included. Lines of
   * another number of samples are cut or filled with zeros about their centre, on the way in and on the way out.
   * @param source not changed, unless it is the target too
   * @param target the same lines, or lines that do not overlap them
   * @param count of lines
   * @param factor by which the result is multiplied
   */
  transform(direction: Direction, source: Lines, target: Lines, count: number, factor?: number): void;
}

/** Lines that follow one another, each contiguous, with the centre at floor(samples / 2). */
export function contiguousLines(data: Float32Array, samples: number, center = Math.floor(samples / 2)): Lines {
  return { data, samples, center, sampleStep: 1, lineStep: samples };
}

/** The `stride` columns of a plane `[samples][stride]`, with the centre at floor(samples / 2). */
export function columnLines(data: Float32Array, samples: number, stride: number): Lines {
  return { data, samples, center: Math.floor(samples / 2), sampleStep: stride, lineStep: 1 };
}
