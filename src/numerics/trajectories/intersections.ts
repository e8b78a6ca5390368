import type { GradientDelays } from "./gradient-delays.ts";
import type { ReadoutSamples, SpokeLine } from "./spoke-lines.ts";

/** Sine of the smallest angle between spokes whose intersection counts. */
const STEEP = 0.5;
/** Spokes and pairs of them that are used at most; others are left out evenly. */
const MOST_SPOKES = 64;
const MOST_PAIRS = 200;
/** Samples on each side from which a value between samples is interpolated. */
const REACH = 24;

type Pair = readonly [SpokeLine, SpokeLine];

/** Pairs of spokes, and how they differ where they intersect. */
export class Intersections {
  readonly #samples: ReadoutSamples;
  readonly #total: number;
  readonly #pairs: readonly Pair[];

  constructor(samples: ReadoutSamples, lines: readonly SpokeLine[]) {
    this.#samples = samples;
    this.#total = samples.counts.reduce((sum, count) => sum + count, 0);
    const used = thinned(lines, MOST_SPOKES);
    const pairs = used.flatMap((a, i) => used.slice(i + 1).map((b): Pair => [a, b]));
    this.#pairs = thinned(
      pairs.filter(([a, b]) => Math.abs(sine(a, b)) >= STEEP),
      MOST_PAIRS,
    );
  }

  /** Number of pairs. */
  get count(): number {
    return this.#pairs.length;
  }

  /**
   * The differences of spokes where they intersect with some delays: `[pairs][coils]` complex, relative to the size of
   * both, up to the phase between them.
   */
  differencesAt(delays: GradientDelays): Float64Array {
    const { coils } = this.#samples;
    const differences = new Float64Array(2 * coils * this.#pairs.length);
    for (const [at, [first, second]] of this.#pairs.entries()) {
      const [i, j] = meeting(first, second, delays);
      const [a, b] = [this.#valuesAt(first, i), this.#valuesAt(second, j)];
      differences.set(difference(a, b), 2 * coils * at);
    }
    return differences;
  }

  /** The samples of all coils, `[coils]` complex, at a distance from the centre, interpolated by sinc. */
  #valuesAt({ from, samples, center }: SpokeLine, distance: number): Float64Array {
    const { data, coils } = this.#samples;
    const position = center + distance;
    const first = Math.max(0, Math.ceil(position - REACH));
    const last = Math.min(samples - 1, Math.floor(position + REACH));
    const values = new Float64Array(2 * coils);
    for (let sample = first; sample <= last; sample += 1) {
      const weight = interpolation(position - sample);
      for (let coil = 0; coil < coils; coil += 1) {
        const at = 2 * (coil * this.#total + from + sample);
        values[2 * coil]! += weight * data[at]!;
        values[2 * coil + 1]! += weight * data[at + 1]!;
      }
    }
    return values;
  }
}

/** Distances from the centres of two spokes, in samples, at which they meet. */
function meeting(a: SpokeLine, b: SpokeLine, [x, y, xy]: GradientDelays): readonly [number, number] {
  const way = [b.step[0] - a.step[0], b.step[1] - a.step[1]] as const;
  const [toX, toY] = [x * way[0] + xy * way[1], xy * way[0] + y * way[1]];
  const cross = a.step[0] * b.step[1] - a.step[1] * b.step[0];
  return [(toX * b.step[1] - toY * b.step[0]) / cross, (toX * a.step[1] - toY * a.step[0]) / cross];
}

/** a − b e^{iφ} with the best φ, over the root mean square of both. */
function difference(a: Float64Array, b: Float64Array): Float64Array {
  let [re, im, power] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 2) {
    re += a[at]! * b[at]! + a[at + 1]! * b[at + 1]!;
    im += a[at + 1]! * b[at]! - a[at]! * b[at + 1]!;
    power += (a[at]! ** 2 + a[at + 1]! ** 2 + b[at]! ** 2 + b[at + 1]! ** 2) / 2;
  }
  const size = Math.hypot(re, im);
  const [cos, sin] = size > 0 ? [re / size, im / size] : [1, 0];
  const scale = power > 0 ? 1 / Math.sqrt(power) : 0;
  const result = new Float64Array(a.length);
  for (let at = 0; at < a.length; at += 2) {
    result[at] = scale * (a[at]! - cos * b[at]! + sin * b[at + 1]!);
    result[at + 1] = scale * (a[at + 1]! - sin * b[at]! - cos * b[at + 1]!);
  }
  return result;
}

/** A sinc that a raised cosine limits. */
function interpolation(distance: number): number {
  if (Math.abs(distance) >= REACH) return 0;
  const angle = Math.PI * distance;
  return (angle === 0 ? 1 : Math.sin(angle) / angle) * Math.cos(angle / (2 * REACH)) ** 2;
}

function sine(a: SpokeLine, b: SpokeLine): number {
  return (a.step[0] * b.step[1] - a.step[1] * b.step[0]) / (Math.hypot(...a.step) * Math.hypot(...b.step));
}

/** At most some of many, evenly distributed. */
function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}
