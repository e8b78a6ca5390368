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
  return Float32Array.from(
    lines.flatMap((line) => line.integrals(extent)),
    (integral) => (integral * angle) / rays,
  );
}

/** A readout through the centre of k-space. */
class Line {
  /** `[samples][power]` */
  readonly #points: readonly (readonly number[])[];
  readonly #power: number;
  /** Smallest and largest distance from the centre. */
  readonly nearest: number;
  readonly extent: number;

  constructor(points: Float32Array, dimensions: number, power: number) {
    this.#power = power;
    this.#points = Array.from({ length: points.length / dimensions }, (_, i) => [
      ...points.subarray(i * dimensions, i * dimensions + power),
    ]);
    const radii = this.#points.map((point) => Math.hypot(...point));
    this.nearest = radii.reduce((least, radius) => Math.min(least, radius), Number.POSITIVE_INFINITY);
    this.extent = radii.reduce((most, radius) => Math.max(most, radius), 0);
    if (radii.length === 0) this.nearest = 0;
  }

  /** How often it leaves the centre: twice as a spoke, once as a spiral. */
  raysFrom(near: number): number {
    return [this.#points[0], this.#points.at(-1)].filter((end) => end !== undefined && Math.hypot(...end) > near)
      .length;
  }

  /** Of |k|^(d−1) d|k| around each sample. An end off the centre stands for as much beyond it, within the extent. */
  integrals(extent: number): number[] {
    const last = this.#points.length - 1;
    return this.#points.map((point, i) => {
      const beyond = (inside: number) => (Math.hypot(...point) === 0 ? 0 : this.#beyond(point, inside, extent));
      const before = i > 0 ? this.#half(point, this.#points[i - 1]!) : beyond(Math.min(1, last));
      const after = i < last ? this.#half(point, this.#points[i + 1]!) : beyond(Math.max(0, last - 1));
      return before + after;
    });
  }

  /** From a sample halfway to another one. */
  #half(point: readonly number[], other: readonly number[]): number {
    const middle = point.map((k, axis) => (k + other[axis]!) / 2);
    const isOpposite = point.reduce((sum, k, axis) => sum + k * middle[axis]!, 0) < 0;
    const [from, until] = [this.#integral(Math.hypot(...point)), this.#integral(Math.hypot(...middle))];
    return isOpposite ? from + until : Math.abs(from - until);
  }

  /** From a sample outwards, as far as halfway to another one inside. */
  #beyond(point: readonly number[], inside: number, extent: number): number {
    const radius = Math.hypot(...point);
    const step = radius - Math.hypot(...point.map((k, axis) => (k + this.#points[inside]![axis]!) / 2));
    return this.#integral(Math.min(extent, radius + Math.abs(step))) - this.#integral(radius);
  }

  #integral(radius: number): number {
    return radius ** this.#power / this.#power;
  }
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
