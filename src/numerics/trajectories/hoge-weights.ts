/**
 * Weights |g| |k| |cos(g, k)| of spirals, with the gradient g from each sample to the next: R. D. Hoge et al., Magn Reson
 * Med 38:117 (1997), as Gadgetron computes them.
 * @param trajectory `[samples][dimensions]`, of which the first two count
 * @param counts the samples of each readout
 * @returns `[samples]`, in a unit of their own
 */
export function hogeWeights(trajectory: Float32Array, dimensions: 2 | 3, counts: readonly number[]): Float32Array {
  const weights = new Float32Array(trajectory.length / dimensions);
  /** To the next sample; after the last one as the gradients before it go on. */
  const gradient = (at: number, isLast: boolean): number => {
    const way = (to: number) => trajectory[to]! - trajectory[to - dimensions]!;
    return isLast ? 2 * way(at) - way(at - dimensions) : way(at + dimensions);
  };
  let until = 0;
  for (const count of counts) {
    const from = until;
    until += count;
    for (let sample = from; sample < until && count > 2; sample += 1) {
      const k = dimensions * sample;
      weights[sample] = Math.abs(
        [0, 1].reduce((sum, axis) => sum + trajectory[k + axis]! * gradient(k + axis, sample === until - 1), 0),
      );
    }
  }
  return weights;
}
