/** Delays of the gradients x and y, and their coupling xy, in samples. */
export type GradientDelays = readonly [x: number, y: number, xy: number];

/**
 * The coordinates at which samples are measured if gradients are delayed: ahead by S t, with S = [[x, xy], [xy, y]], and t
 * the way from one sample to the next, half of that from the sample before to the one after. The third coordinate stays.
 * @param points `[samples][dimensions]` of one readout
 */
export function delayedPoints(points: Float32Array, dimensions: number, [x, y, xy]: GradientDelays): Float32Array {
  const last = points.length / dimensions - 1;
  if (last < 1 || (x === 0 && y === 0 && xy === 0)) return points;
  const result = Float32Array.from(points);
  for (let sample = 0; sample <= last; sample += 1) {
    const [before, after] = [Math.max(sample - 1, 0), Math.min(sample + 1, last)];
    const way = (axis: number) =>
      (points[after * dimensions + axis]! - points[before * dimensions + axis]!) / (after - before);
    result[sample * dimensions]! += x * way(0) + xy * way(1);
    result[sample * dimensions + 1]! += xy * way(0) + y * way(1);
  }
  return result;
}
