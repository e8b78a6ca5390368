import type { GradientDelays } from "../../../src/numerics/trajectories/index.ts";
import { type PhantomOptions, phantom } from "../../../src/simulator/index.ts";

/** The samples of the first image of a phantom whose gradients are delayed: by default, 24 spokes without noise. */
export function delayedSpokes(gradientDelays: GradientDelays, options: PhantomOptions = {}) {
  const { acquisitions } = phantom({
    ...{ matrix: 64, coils: 4, trajectory: "golden-angle", interleaves: 24, noiseLevel: 0, gradientDelays },
    ...options,
  });
  const readouts = [...acquisitions()].filter(({ trajectory }) => trajectory.length > 0);
  const { activeChannels: coils, numberOfSamples: count, trajectoryDimensions } = readouts[0]!.header;
  const total = count * readouts.length;
  const data = new Float32Array(2 * coils * total);
  for (const [i, readout] of readouts.entries()) {
    for (let coil = 0; coil < coils; coil += 1) {
      data.set(readout.data.subarray(2 * coil * count, 2 * (coil + 1) * count), 2 * (coil * total + i * count));
    }
  }
  const trajectory = Float32Array.from(readouts.flatMap((readout) => [...readout.trajectory]));
  const counts = readouts.map(() => count);
  return { data, coils, trajectory, dimensions: trajectoryDimensions as 2 | 3, counts };
}
