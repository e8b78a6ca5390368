/** Where the samples of a readout lie in their full echo. */
export interface EchoPlace {
  /** Samples of the full echo, whose centre is floor(samples / 2). */
  readonly samples: number;
  /** Which of them the readout starts at. */
  readonly first: number;
}

/**
 * The full echo of an asymmetric one: the encoded matrix if the readout fits into it with its centre at floor(N / 2), or
 * else the smallest multiple of four that holds it so: undoing an oversampling of two then leaves an even number of pixels, whose
 * centre the crop keeps.
 * @param samples of the readout that are kept
 * @param center which of them lies at the k-space centre
 * @param matrix encoded samples, 0 where that is not known
 * @param reverse whether the samples run against k-space: then the centre is to come to floor(N / 2) when they are turned
 * @returns `undefined` where nothing is missing: 2 · center = samples (of reverse readouts too, as most headers call the
 *   middle of either direction so), or a centre at floor(samples / 2), or as many samples as the matrix has
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
 * Pads lines to their full echo with zeros, which replace what is not kept too.
 * @param data `[lines][samples]` complex, interleaved
 * @param kept first sample that is kept and the one behind the last
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
 * A trajectory over the full echo: it goes on at both ends as between its outermost points, so that the zeros lie where
 * samples would have been, and not at the k-space centre.
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
