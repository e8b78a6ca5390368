import type { OperatorFunction } from "rxjs";
import { type GadgetContext, type ImageArray, mapOnPool, type SampleSet } from "../../gadget-api/index.ts";
import { type Accuracy, griddingTask } from "../../numerics/nufft/index.ts";
import { imageHeader } from "../kspace/index.ts";
import { TrajectoryError } from "./errors.ts";
import { undersampling } from "./undersampling.ts";

export interface GriddingOptions {
  readonly accuracy: Accuracy;
  /** `unitary`: that of Cartesian scans; `grid`: density weights whose sum is the cells of Gadgetron's grid. */
  readonly scaling: "unitary" | "grid";
}

/** Coil images of weighted samples, by gridding. @throws TrajectoryError `no-density`, from the operator */
export function griddedImages(
  context: GadgetContext,
  { accuracy, scaling }: GriddingOptions,
): OperatorFunction<SampleSet, ImageArray> {
  return mapOnPool(context, griddingTask, (samples: SampleSet) => {
    const problem = undersampling(context, samples, 1);
    const weighted = scaling === "grid" ? { ...samples, density: gridWeights(samples) } : samples;
    return {
      ...griddingWork(weighted, accuracy),
      finish: (images: Float32Array) => imageArray(samples, images, samples.coils, [problem ?? []].flat()),
    };
  });
}

/** The work of gridding, without what becomes of its result. @throws TrajectoryError `no-density` */
export function griddingWork(samples: SampleSet, accuracy: Accuracy) {
  const { trajectory, dimensions, matrix, coils, data } = samples;
  const [x, y, z] = matrix;
  return {
    parameters: { trajectory, dimensions, size: { x, y, z }, accuracy, density: requireDensity(samples) },
    input: data,
    outputLength: 2 * coils * x * y * z,
    heavy: true,
  };
}

/** Cells of Gadgetron's grid are multiples of this along each axis. */
const GRID_MULTIPLE = 32;

/** Weights whose sum is the cells of Gadgetron's grid, times the factor that a unitary transform lacks. */
function gridWeights(samples: SampleSet): Float32Array {
  const density = requireDensity(samples);
  const sum = density.reduce((all, weight) => all + weight, 0);
  const axes = samples.matrix.filter((pixels) => pixels > 1);
  const cells = axes.map((pixels) => GRID_MULTIPLE * Math.ceil(Math.ceil(1.5 * pixels) / GRID_MULTIPLE));
  const factor = axes.reduce((all, pixels, axis) => (all * cells[axis]!) / Math.sqrt(pixels), sum > 0 ? 1 / sum : 0);
  return density.map((weight) => factor * weight);
}

/** The density weights. @throws TrajectoryError `no-density` */
export function requireDensity({ density }: SampleSet): Float32Array {
  if (density !== undefined) return density;
  throw new TrajectoryError("no-density", "the samples have no density weights; put the step density before this one");
}

/**
 * Images with the scale of a unitary transform, as those of Cartesian scans.
 * @param images `[coils][z][y][x]` complex, of true scale; it is changed
 */
export function imageArray(
  samples: SampleSet,
  images: Float32Array,
  coils: number,
  problems: readonly string[],
): ImageArray {
  const { matrix, readouts, encoding, fieldOfViewMm, attributes } = samples;
  const [x, y, z] = matrix;
  const scale = Math.sqrt(x * y * z);
  for (let at = 0; at < images.length; at += 1) images[at]! *= scale;
  const middle = readouts[Math.floor(readouts.length / 2)]!.header;
  const [mmX, mmY, mmZ] = fieldOfViewMm;
  return {
    kind: "image-array",
    encoding,
    shape: { x, y, z, coils, n: 1, s: 1, slices: 1 },
    data: images,
    headers: [imageHeader(middle, { x: mmX, y: mmY, z: mmZ }, matrix, coils)],
    attributes: [
      { ...attributes, LarmorLines: readouts.length, ...(problems.length > 0 && { LarmorProblems: problems }) },
    ],
  };
}
