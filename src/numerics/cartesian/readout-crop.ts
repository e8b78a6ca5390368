// Properties of a readout after its field of view is cropped: fewer samples cover the same range of k-space.

/** floor(samples / ratio), tolerating fields of view that are rounded in the header, such as 533.334 and 266.666 mm. */
export function samplesAfterCrop(samples: number, ratio: number): number {
  return Math.floor(samples / ratio + 0.01);
}

/** Index of a sample after the crop. Before and after, the k-space centre is at floor(N / 2). */
export function sampleAfterCrop(sample: number, samples: number, samplesOut: number): number {
  const offset = ((sample - Math.floor(samples / 2)) * samplesOut) / samples;
  return Math.min(Math.max(Math.floor(Math.floor(samplesOut / 2) + offset), 0), samplesOut - 1);
}

/**
 * Number of pixels by which the crop starts before a window centred at floor(N / 2): 1 if an odd number is kept of an
 * even number of samples, see DECISIONS.md, otherwise 0. The middle of the image is shifted back by this number.
 */
export function cropShift(samples: number, samplesOut: number): number {
  return Math.floor(samples / 2) - Math.floor((samples - samplesOut) / 2) - Math.floor(samplesOut / 2);
}

/**
 * Resamples a trajectory about its centre by linear interpolation.
 * @param trajectory `[samples][dimensions]`
 * @returns `[samplesOut][dimensions]`
 */
export function resampleTrajectory(
  trajectory: Float32Array,
  dimensions: number,
  samples: number,
  samplesOut: number,
): Float32Array {
  if (dimensions === 0) return trajectory;
  const result = new Float32Array(samplesOut * dimensions);
  for (let i = 0; i < samplesOut; i += 1) {
    const position = Math.floor(samples / 2) + ((i - Math.floor(samplesOut / 2)) * samples) / samplesOut;
    const below = Math.min(Math.max(Math.floor(position), 0), samples - 2);
    for (let d = 0; d < dimensions; d += 1) {
      const a = trajectory[below * dimensions + d]!;
      const b = trajectory[(below + 1) * dimensions + d]!;
      result[i * dimensions + d] = a + (position - below) * (b - a);
    }
  }
  return result;
}
