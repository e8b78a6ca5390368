import { NumericsError, requireLength } from "../errors.ts";

/** Readouts start at, or pass, the centre of k-space at less than this part of the trajectory's extent. */
const NEAR = 0.1;

/**
 * The areas or volumes of k-space that the samples of spokes, of spirals, of stacks of them or of a koosh-ball stand for,
 * if readouts are evenly distributed over all directions: the integral of |k|^(d−1) d|k| from halfway to the sample before
 * to halfway to the next one. In a plane that is the ramp |k| of spokes, and |g| |k| |cos(g, k)| of spirals with the
 * gradient g: R. D. Hoge et al., Magn Reson Med 38:117 (1997). Of spokes in three dimensions it is k².
 * @param trajectory `[samples][dimensions]` in cycles per pixel
 * @param counts the samples of each readout
 * @returns `[samples]` in (cycles per pixel)^dimensions; nothing beyond the largest |k| counts
 * @throws NumericsError `shape-mismatch`; `bad-argument` if a readout does not pass the centre
 */
export function analyticWeights(
  trajectory: Float32Array,
  dimensions: 2 | 3,
  counts: readonly number[],
): Float32Array<ArrayBuffer> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  requireLength("the trajectory of all readouts", trajectory, dimensions * total);
  const readouts = slices(trajectory, dimensions, counts);
  const planes = dimensions === 3 ? stackOf(readouts) : undefined;
  const power = planes === undefined ? dimensions : 2;
  const lines = readouts.map((points) => new Line(points, dimensions, power));
  const extent = Math.max(0, ...lines.map((line) => line.extent));
  const far = lines.findIndex((line) => line.nearest > NEAR * extent);
  if (far >= 0) {
    throw new NumericsError(
      "bad-argument",
      `analytic weights need spokes or spirals that pass the centre of k-space, and readout ${far + 1} passes it at ` +
        `${lines[far]!.nearest} cycles per pixel`,
    );
  }
  const angle = (power === 2 ? 2 : 4) * Math.PI * heightOf(planes);
  const rays = lines.reduce((sum, line) => sum + line.raysFrom(NEAR * extent), 0);
  const integrals = new Float64Array(total);
  let from = 0;
  for (const [i, line] of lines.entries()) {
    line.integrate(extent, integrals.subarray(from, from + counts[i]!));
    from += counts[i]!;
  }
  return Float32Array.from(integrals, (integral) => (integral * angle) / rays);
}

/** A readout through the centre of k-space. */
class Line {
  readonly #power: number;
  /** Distances from the centre. */
  readonly #radii: Float64Array;
  /** Scalar products of each sample and the next one. */
  readonly #products: Float64Array;
  /** Smallest and largest distance from the centre. */
  readonly nearest: number;
  readonly extent: number;

  constructor(points: Float32Array, dimensions: number, power: number) {
    const count = points.length / dimensions;
    this.#power = power;
    this.#radii = new Float64Array(count);
    this.#products = new Float64Array(Math.max(0, count - 1));
    let [nearest, extent] = [count === 0 ? 0 : Number.POSITIVE_INFINITY, 0];
    for (let sample = 0; sample < count; sample += 1) {
      const radius = Math.sqrt(product(points, dimensions * sample, dimensions * sample, power));
      this.#radii[sample] = radius;
      if (sample > 0) {
        this.#products[sample - 1] = product(points, dimensions * (sample - 1), dimensions * sample, power);
      }
      nearest = Math.min(nearest, radius);
      extent = Math.max(extent, radius);
    }
    this.nearest = nearest;
    this.extent = extent;
  }

  /** How often it leaves the centre: twice as a spoke, once as a spiral. */
  raysFrom(near: number): number {
    return [this.#radii[0] ?? 0, this.#radii.at(-1) ?? 0].filter((radius) => radius > near).length;
  }

  /**
   * Writes the integral of |k|^(d−1) d|k| around each sample. An end off the centre stands for as much beyond it, within
   * the extent.
   */
  integrate(extent: number, weights: Float64Array): void {
    const last = this.#radii.length - 1;
    for (let sample = 0; sample <= last; sample += 1) {
      const before = sample > 0 ? this.#half(sample, sample - 1) : this.#beyond(sample, 0, extent);
      const after = sample < last ? this.#half(sample, sample) : this.#beyond(sample, last - 1, extent);
      weights[sample] = before + after;
    }
  }

  /** From a sample to the middle of a gap, which is between samples `gap` and `gap` + 1. */
  #half(sample: number, gap: number): number {
    const radius = this.#radii[sample]!;
    const isOpposite = radius ** 2 + this.#products[gap]! < 0;
    const [from, until] = [this.#integral(radius), this.#integral(this.#middle(gap))];
    return isOpposite ? from + until : Math.abs(from - until);
  }

  /** From an end outwards, as far as to the middle of a gap inside. */
  #beyond(sample: number, gap: number, extent: number): number {
    const radius = this.#radii[sample]!;
    if (radius === 0 || this.#products.length === 0) return 0;
    const step = Math.abs(radius - this.#middle(gap));
    return this.#integral(Math.min(extent, radius + step)) - this.#integral(radius);
  }

  /** Distance of the middle of a gap from the centre. */
  #middle(gap: number): number {
    const squares = this.#radii[gap]! ** 2 + this.#radii[gap + 1]! ** 2;
    return Math.sqrt(Math.max(0, squares + 2 * this.#products[gap]!)) / 2;
  }

  #integral(radius: number): number {
    return radius ** this.#power / this.#power;
  }
}

/** Scalar product of two samples, by the first components of each. */
function product(points: Float32Array, a: number, b: number, components: number): number {
  let sum = 0;
  for (let axis = 0; axis < components; axis += 1) sum += points[a + axis]! * points[b + axis]!;
  return sum;
}

function slices(trajectory: Float32Array, dimensions: number, counts: readonly number[]): Float32Array[] {
  let until = 0;
  return counts.map((count) => {
    const from = until;
    until += dimensions * count;
    return trajectory.subarray(from, until);
  });
}

/** The coordinates along z of readouts in planes; `undefined` if a readout is in none. */
function stackOf(readouts: readonly Float32Array[]): readonly number[] | undefined {
  const isFlat = readouts.every((points) => points.every((k, at) => at % 3 !== 2 || k === points[2]));
  return isFlat ? [...new Set(readouts.flatMap((points) => points[2] ?? []))] : undefined;
}

/** The part of k-space along z that planes stand for. */
function heightOf(planes: readonly number[] = []): number {
  if (planes.length < 2) return 1;
  return ((Math.max(...planes) - Math.min(...planes)) * planes.length) / (planes.length - 1);
}
