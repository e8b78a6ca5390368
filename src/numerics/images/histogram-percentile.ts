/**
 * A percentile read from a histogram from 0 to the maximum: the upper edge of the bin after the one in which it is.
 *
 * Source: Gadgetron, AutoScaleGadget.
 * @param data not negative
 * @param p 0 to 100
 * @returns not finite, or zero, if the maximum is
 */
export function histogramPercentile(data: Float32Array, p: number, bins: number): number {
  const most = data.reduce((a, b) => Math.max(a, b), 0); // NaN if one is
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) return most;
  const counts = new Uint32Array(bins);
  for (const value of data) {
    const bin = Math.floor(Math.fround(Math.fround(value / most) * bins));
    counts[Math.max(0, Math.min(bin, bins - 1))]! += 1;
  }
  let [bin, below] = [0, 0];
  while (bin < bins && below < (p / 100) * data.length) {
    below += counts[bin]!;
    bin += 1;
  }
  return ((bin + 1) * most) / bins;
}
