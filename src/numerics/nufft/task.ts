import { defineTask } from "../../pool/index.ts";
import { requireLength } from "../errors.ts";
import { pipeMenonWeights } from "./density.ts";
import { type Accuracy, type ImageSize, NufftPlan } from "./plan.ts";

/** Gridding of samples to coil images. */
export interface GriddingWork {
  /** `[samples][dimensions]` in cycles per pixel. */
  readonly trajectory: Float32Array;
  readonly dimensions: number;
  readonly size: ImageSize;
  readonly accuracy: Accuracy;
  /** Weight of each sample, or the iterations by which they are computed. */
  readonly density: Float32Array | number;
}

interface Prepared {
  readonly work: GriddingWork;
  readonly plan: NufftPlan;
  readonly weights: Float32Array;
}

/** Plans of a thread: those of recent trajectories, which later frames have, too. */
const MOST_PLANS = 8;
const prepared: Prepared[] = [];

/**
 * Coil images of true scale.
 * @param data `[coils][samples]` complex
 * @param images receives `[coils][y][x]` complex
 * @throws NumericsError as {@link NufftPlan}
 */
export function gridImages(work: GriddingWork, data: Float32Array, images: Float32Array): void {
  const { plan, weights } = preparedFor(work);
  plan.adjoint(data, weights, images);
}

function preparedFor(work: GriddingWork): Prepared {
  const index = prepared.findIndex((each) => isSame(each.work, work));
  const [known] = index < 0 ? [] : prepared.splice(index, 1);
  const entry = known ?? prepare(work);
  prepared.unshift(entry);
  prepared.length = Math.min(prepared.length, MOST_PLANS);
  return entry;
}

function prepare(work: GriddingWork): Prepared {
  const plan = new NufftPlan(work.trajectory, work.dimensions, work.size, work.accuracy);
  if (typeof work.density === "number") return { work, plan, weights: pipeMenonWeights(plan, work.density) };
  requireLength("the density weights", work.density, plan.samples);
  return { work, plan, weights: work.density };
}

function isSame(a: GriddingWork, b: GriddingWork): boolean {
  return (
    a.dimensions === b.dimensions &&
    a.accuracy === b.accuracy &&
    a.size.x === b.size.x &&
    a.size.y === b.size.y &&
    isEqual(a.trajectory, b.trajectory) &&
    (typeof a.density === "number" || typeof b.density === "number"
      ? a.density === b.density
      : isEqual(a.density, b.density))
  );
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** {@link gridImages} as a task of the worker pool. */
export const griddingTask = defineTask("grid-images", gridImages);
