import type { SampleSet } from "../../gadget-api/index.ts";
import { isEqual } from "../../numerics/nufft/index.ts";

/** Trajectories whose weights are kept, such as those of the slices of a scan. */
const MOST = 16;

/** Weights of a trajectory, as soon as they are computed. */
export interface WeightsEntry {
  readonly trajectory: Float32Array;
  readonly matrix: SampleSet["matrix"];
  weights: Float32Array | undefined;
}

/** Density weights of recent trajectories, so that they are computed only once. */
export class KeptWeights {
  readonly #entries: WeightsEntry[] = [];

  /** The entry of a trajectory, and whether it is a new one, whose weights are to be computed. */
  entryFor({ trajectory, matrix }: SampleSet): { readonly entry: WeightsEntry; readonly isNew: boolean } {
    const index = this.#entries.findIndex(
      (each) => isEqual(each.trajectory, trajectory) && isEqual(each.matrix, matrix),
    );
    const [known] = index < 0 ? [] : this.#entries.splice(index, 1);
    const entry = known ?? { trajectory, matrix, weights: undefined };
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, MOST);
    return { entry, isNew: known === undefined };
  }
}
