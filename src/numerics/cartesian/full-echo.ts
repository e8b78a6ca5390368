/** Position of a readout's samples within the full echo. */
export interface EchoPlace {
  /** Samples of the full echo. Its centre is floor(samples / 2). */
  readonly samples: number;
  /** Sample of the full echo at which the readout starts. */
  readonly first: number;
}

/**
 * The full echo of an asymmetric one. It has the length of the encoded matrix if the readout fits into that with its
 * centre at floor(N / 2), and otherwise the smallest sufficient multiple of four: removing twofold oversampling then
 * leaves an even number of pixels, and the crop keeps their centre.
 * @param samples number of samples that are kept of the readout
 * @param center which of them is at the k-space centre
 * @param matrix number of encoded samples, 0 if unknown
 * @param reverse whether the samples are time-reversed: the centre then comes to floor(N / 2) once they are reversed
 * @returns `undefined` if nothing is missing: 2 · center = samples (also for reversed readouts, since most headers use
 *   this value for the middle of either direction), or the centre is at floor(samples / 2), or there are as many
 *   samples as the matrix has
 */
export function fullEcho(samples: number, center: number, matrix: number, reverse = false): EchoPlace | undefined {
  const along = reverse ? samples - 1 - center : center;
  if (2 * center === samples || along === Math.floor(samples / 2)) return undefined;
  if (matrix > 0 && samples >= matrix) return undefined;
  const first = Math.floor(matrix / 2) - along;
  const fits = first >= 0 && first + samples <= matrix;
  const length = fits ? matrix : 4 * Math.ceil(Math.max(along, samples - along) / 2);
  const start = Math.floor(length / 2) - along;
  return { samples: length, first: reverse ? length - samples - start : start };
}

/**
 * Pads lines to the full echo with zeros. Samples that are not kept become zero, too.
 * @param data `[lines][samples]` complex, interleaved
 * @param kept first sample that is kept, and the one after the last
 * @returns `[lines][place.samples]` complex
 */
export function padToFullEcho(
  data: Float32Array,
  lines: number,
  [from, to]: readonly [number, number],
  place: EchoPlace,
): Float32Array<ArrayBuffer> {
  const samples = data.length / (2 * lines);
  const padded = new Float32Array(2 * place.samples * lines);
  for (let line = 0; line < lines && from < to; line += 1) {
    const start = samples * line;
    const target = 2 * (place.samples * line + place.first + from);
    padded.set(data.subarray(2 * start + 2 * from, 2 * start + 2 * to), target);
  }
  return padded;
}

/**
 * Extends a trajectory to the full echo: linearly at both ends, with the slope between the outermost points, so that
 * the zeros are located where samples would have been, and not at the k-space centre.
 * @param trajectory `[samples][dimensions]`
 * @returns `[place.samples][dimensions]`
 */
export function extendTrajectory(
  trajectory: Float32Array,
  dimensions: number,
  place: EchoPlace,
): Float32Array<ArrayBuffer> {
  const extended = new Float32Array(place.samples * dimensions);
  const last = trajectory.length / dimensions - 1;
  for (let i = 0; dimensions > 0 && last >= 0 && i < place.samples; i += 1) {
    const at = i - place.first;
    const end = Math.min(Math.max(at, 0), last);
    const inner = Math.min(Math.max(at < 0 ? 1 : last - 1, 0), last);
    for (let d = 0; d < dimensions; d += 1) {
      const outermost = trajectory[end * dimensions + d]!;
      const slope = outermost - trajectory[inner * dimensions + d]!;
      extended[i * dimensions + d] = at === end ? outermost : outermost + Math.abs(at - end) * slope;
    }
  }
  return extended;
}
