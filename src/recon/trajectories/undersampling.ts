import { type GadgetContext, requireHeader, type SampleSet, type Samples } from "../../gadget-api/index.ts";
import { coverage } from "../../numerics/nufft/index.ts";
import { counted } from "../../text/index.ts";

/** Part of k-space's cells that have samples from which on an image counts as fully sampled. */
const FULL = 0.75;

/** The part of k-space's cells, of 1 / field of view of the image, that have samples. */
function coveredPart(context: GadgetContext, { trajectory, dimensions, encoding: index }: SampleSet): number {
  const { encodedSpace, reconSpace } = requireHeader(context).encoding[index]!;
  const cells = (["x", "y", "z"] as const).slice(0, dimensions).map((axis) => {
    const part = reconSpace.fieldOfViewMm[axis] / encodedSpace.fieldOfViewMm[axis];
    return Math.max(1, Math.round(encodedSpace.matrixSize[axis] * (part > 0 && part < 1 ? part : 1)));
  });
  return coverage(trajectory, cells);
}

/** Whether enough of k-space has samples for gridding. */
export function isComplete(context: GadgetContext, samples: SampleSet): boolean {
  return coveredPart(context, samples) >= FULL;
}

/**
 * Reports an image with too few samples, once.
 * @param coils that supply what is missing: 1 for gridding
 * @returns what is missing, for the image's attributes
 */
export function undersampling(context: GadgetContext, samples: SampleSet, coils: number): string | undefined {
  const covered = coveredPart(context, samples);
  if (covered * coils >= FULL) return undefined;
  const effect = coils > 1 ? `, too few for ${counted(coils, "coil")}` : "";
  const text = `undersampled: ${percent(covered)} of k-space's cells of 1/FOV have samples${effect}, so that the image has streaks or is aliased`;
  context.reportOnce(text, "warning", `encoding ${samples.encoding}: ${text}`);
  return text;
}

/**
 * Reports that coil maps come from a k-space centre with too few samples, once.
 * @param matrix pixels of the maps
 * @param width cells of the centre
 * @returns the same, for the attributes of images
 */
export function sparseCentre(
  context: GadgetContext,
  { trajectory, dimensions }: Samples,
  matrix: SampleSet["matrix"],
  width: number,
): string | undefined {
  const central: number[] = [];
  for (let at = 0; at < trajectory.length; at += dimensions) {
    const point = trajectory.subarray(at, at + dimensions);
    if (point.every((k, axis) => Math.abs(k) * matrix[axis]! <= width / 2)) central.push(...point);
  }
  const covered = coverage(Float32Array.from(central), matrix.slice(0, dimensions));
  if (covered >= FULL) return undefined;
  const text = `coil maps are computed from an undersampled k-space centre: ${percent(covered)} of its cells of 1/FOV have samples`;
  context.reportOnce(text, "warning", `${text}; compute them from more images (mapFrames), or acquire a reference`);
  return text;
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
