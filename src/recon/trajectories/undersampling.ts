import type { SampleSet } from "../../gadget-api/index.ts";
import type { Encoding } from "../../mrd/index.ts";
import { coverage } from "../../numerics/nufft/index.ts";

/** Part of k-space's cells that have samples from which on an image counts as fully sampled. */
const FULL = 0.75;

/** What an image lacks if too much of k-space has no samples. */
export function undersampling({ trajectory, dimensions }: SampleSet, encoding: Encoding): string | undefined {
  const { matrixSize, fieldOfViewMm } = encoding.encodedSpace;
  const cells = (axis: "x" | "y" | "z") => {
    const part = encoding.reconSpace.fieldOfViewMm[axis] / fieldOfViewMm[axis];
    return Math.max(1, Math.round(matrixSize[axis] * (part > 0 && part < 1 ? part : 1)));
  };
  const axes = (["x", "y", "z"] as const).slice(0, dimensions);
  const covered = coverage(trajectory, axes.map(cells));
  if (covered >= FULL) return undefined;
  const percent = Math.round(100 * covered);
  return `undersampled: ${percent} % of k-space's cells of 1/FOV have samples, so that the image has streaks or is aliased`;
}
