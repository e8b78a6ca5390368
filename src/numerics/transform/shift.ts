/**
 * Copies of one complex line that turn a transform with its origin at sample 0 into one centred at N/2. For even N only,
 * where `fftshift` and `ifftshift` both swap the halves. A half of N complex samples has N elements.
 */

/**
 * Sample N/2 of the source comes first.
 * @param offset of the line in `source`, in elements
 * @param samples N, even
 */
export function shiftIn(
  source: Float32Array,
  offset: number,
  target: Float32Array | Float64Array,
  samples: number,
): void {
  const centre = offset + samples;
  target.set(source.subarray(centre, centre + samples));
  target.set(source.subarray(offset, centre), samples);
}

/**
 * The source's first sample lands on N/2; all are scaled.
 * @param offset of the line in `target`, in elements
 * @param samples N, even
 */
export function shiftOut(
  source: Float32Array | Float64Array,
  target: Float32Array,
  offset: number,
  samples: number,
  scale: number,
): void {
  const centre = offset + samples;
  for (let i = 0; i < samples; i++) target[centre + i] = source[i]! * scale;
  for (let i = 0; i < samples; i++) target[offset + i] = source[samples + i]! * scale;
}
