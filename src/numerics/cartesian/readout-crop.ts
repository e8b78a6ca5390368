// What becomes of a readout's numbers when its field of view is cropped: fewer samples cover the same stretch of k-space.

/** floor(samples / ratio), where fields of view that a header rounds, such as 533.334 and 266.666 mm, cost no sample. */
export function remainingSamples(samples: number, ratio: number): number {
  return Math.floor(samples / ratio + 0.01);
}

/** The sample that lies where one did before: both lengths have the k-space centre at floor(N / 2). */
export function movedSample(sample: number, samples: number, samplesOut: number): number {
  const offset = ((sample - Math.floor(samples / 2)) * samplesOut) / samples;
  return Math.min(Math.max(Math.floor(Math.floor(samplesOut / 2) + offset), 0), samplesOut - 1);
}

/**
 * By how many pixels the crop begins before that about floor(N / 2): one where an odd number is kept of an even number of
 * samples, see DECISIONS.md, else none. What was in the middle is that much behind it then.
 */
export function earlyPixels(samples: number, samplesOut: number): number {
  return Math.floor(samples / 2) - Math.floor((samples - samplesOut) / 2) - Math.floor(samplesOut / 2);
}

/**
 * A trajectory read between its points, about the centre.
 * @param trajectory `[samples][dimensions]`
 * @returns `[samplesOut][dimensions]`
 */
export function resampledTrajectory(
  trajectory: Float32Array,
  dimensions: number,
  samples: number,
  samplesOut: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(samplesOut * dimensions);
  for (let i = 0; dimensions > 0 && i < samplesOut; i += 1) {
    const place = Math.floor(samples / 2) + ((i - Math.floor(samplesOut / 2)) * samples) / samplesOut;
    const below = Math.min(Math.max(Math.floor(place), 0), samples - 2);
    for (let d = 0; d < dimensions; d += 1) {
      const a = trajectory[below * dimensions + d]!;
      const b = trajectory[(below + 1) * dimensions + d]!;
      result[i * dimensions + d] = a + (place - below) * (b - a);
    }
  }
  return result;
}
