import type { Accuracy } from "./accuracy.ts";
import { isEqual } from "./is-equal.ts";
import { NufftPlan } from "./plan.ts";
import type { ImageSize } from "./sizes.ts";
import { ToeplitzOperator } from "./toeplitz.ts";

/** What a transform is determined by. */
export interface SampleEncoding {
  /** `[samples][dimensions]` in cycles per pixel. */
  readonly trajectory: Float32Array;
  readonly dimensions: number;
  readonly size: ImageSize;
  readonly accuracy: Accuracy;
}

export interface WeightedEncoding extends SampleEncoding {
  /** `[samples]`, the weight of each sample. */
  readonly density: Float32Array;
}

/** Recent encodings of a thread, which later frames have, too. */
const MOST = 8;

interface Kept<E, V> {
  readonly encoding: E;
  readonly value: V;
}

/** Values of recent encodings; the newest is the first. */
class RecentlyUsed<E, V> {
  readonly #entries: Kept<E, V>[] = [];
  readonly #isSame: (a: E, b: E) => boolean;
  readonly #create: (encoding: E) => V;

  constructor(isSame: (a: E, b: E) => boolean, create: (encoding: E) => V) {
    this.#isSame = isSame;
    this.#create = create;
  }

  get(encoding: E): V {
    const index = this.#entries.findIndex((each) => this.#isSame(each.encoding, encoding));
    const [known] = index < 0 ? [] : this.#entries.splice(index, 1);
    const entry = known ?? { encoding, value: this.#create(encoding) };
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, MOST);
    return entry.value;
  }
}

const plans = new RecentlyUsed(
  isSameEncoding,
  ({ trajectory, dimensions, size, accuracy }: SampleEncoding) => new NufftPlan(trajectory, dimensions, size, accuracy),
);

const operators = new RecentlyUsed(
  (a: WeightedEncoding, b: WeightedEncoding) => isSameEncoding(a, b) && isEqual(a.density, b.density),
  ({ trajectory, dimensions, size, density, accuracy }: WeightedEncoding) =>
    new ToeplitzOperator(trajectory, dimensions, size, density, accuracy),
);

/** The plan of an encoding, kept for a while. @throws NumericsError as {@link NufftPlan} */
export function keptPlan(encoding: SampleEncoding): NufftPlan {
  return plans.get(encoding);
}

/** The normal operator of an encoding, kept for a while. @throws NumericsError as {@link ToeplitzOperator} */
export function keptOperator(encoding: WeightedEncoding): ToeplitzOperator {
  return operators.get(encoding);
}

function isSameEncoding(a: SampleEncoding, b: SampleEncoding): boolean {
  return (
    a.dimensions === b.dimensions &&
    a.accuracy === b.accuracy &&
    a.size.x === b.size.x &&
    a.size.y === b.size.y &&
    (a.size.z ?? 1) === (b.size.z ?? 1) &&
    isEqual(a.trajectory, b.trajectory)
  );
}
