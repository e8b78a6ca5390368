import { defineTask } from "../../pool/index.ts";
import type { Accuracy } from "./accuracy.ts";
import { isEqual } from "./is-equal.ts";
import { NufftPlan } from "./plan.ts";
import type { ImageSize } from "./sizes.ts";

/** Gridding of samples to coil images. */
export interface GriddingWork {
  /** `[samples][dimensions]` in cycles per pixel. */
  readonly trajectory: Float32Array;
  readonly dimensions: number;
  readonly size: ImageSize;
  readonly accuracy: Accuracy;
  /** `[samples]`, the weight of each sample. */
  readonly density: Float32Array;
}

/** Plans of a thread: those of recent trajectories, which later frames have, too. */
const MOST_PLANS = 8;
const plans: { readonly work: GriddingWork; readonly plan: NufftPlan }[] = [];

/**
 * Coil images of true scale.
 * @param data `[coils][samples]` complex
 * @param images receives `[coils][z][y][x]` complex
 * @throws NumericsError as {@link NufftPlan}
 */
export function gridImages(work: GriddingWork, data: Float32Array, images: Float32Array): void {
  planFor(work).adjoint(data, work.density, images);
}

function planFor(work: GriddingWork): NufftPlan {
  const index = plans.findIndex((each) => isSame(each.work, work));
  const [known] = index < 0 ? [] : plans.splice(index, 1);
  const entry = known ?? { work, plan: new NufftPlan(work.trajectory, work.dimensions, work.size, work.accuracy) };
  plans.unshift(entry);
  plans.length = Math.min(plans.length, MOST_PLANS);
  return entry.plan;
}

function isSame(a: GriddingWork, b: GriddingWork): boolean {
  return (
    a.dimensions === b.dimensions &&
    a.accuracy === b.accuracy &&
    a.size.x === b.size.x &&
    a.size.y === b.size.y &&
    (a.size.z ?? 1) === (b.size.z ?? 1) &&
    isEqual(a.trajectory, b.trajectory)
  );
}

/** {@link gridImages} as a task of the worker pool. */
export const griddingTask = defineTask("grid-images", gridImages);
