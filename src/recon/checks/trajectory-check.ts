import { type Acquisition, AcquisitionFlag } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";

/** Samples of a trajectory that are looked at. */
const POINTS = 9;
/** Largest distance of a straight line's samples from its chord, relative to its length. */
const STRAIGHT = 0.03;
/** Largest sine of the angle between two parallel lines. */
const PARALLEL = 0.03;
/** Positions are compared to this fraction of a readout's length. */
const POSITION = 1e-3;
const MOST_POSITIONS = 65_536;

/** Positions are rounded off zero, so that those of a grid are not at the limit between two numbers. */
const ROUNDING = 0.137;

type Vector = readonly [number, number, number];

/**
 * What the trajectories of an encoding's readouts look like. A third dimension may be a coordinate or a density weight,
 * which headers do not tell apart: it is a coordinate if it has negative values.
 */
export class TrajectoryCheck {
  #lines = 0;
  #curved = 0;
  #oblique = 0;
  #forward = 0;
  #backward = 0;
  #direction: Vector | undefined;
  readonly #positions = new Set<string>();
  /** Lines by their counters, of readouts with a trajectory. */
  readonly #counted = new Set<number>();

  add({ header, trajectory }: Acquisition): void {
    const { numberOfSamples: samples, trajectoryDimensions: dimensions } = header;
    if (dimensions < 1 || samples < 2) return;
    const points = pointsOf(trajectory, samples, dimensions);
    const start = points[0]!;
    const chord = difference(points.at(-1)!, start);
    let length = norm(chord);
    let distance = 0;
    for (const point of points.slice(1, -1)) {
      const from = difference(point, start);
      const extent = norm(from);
      distance = Math.max(distance, length === 0 ? extent : norm(cross(from, chord)) / length);
      length = Math.max(length, extent);
    }
    if (!(length > 0)) return; // all zero: not filled in
    this.#lines += 1;
    this.#counted.add(header.kspaceEncodeStep1 + 65_536 * header.kspaceEncodeStep2);
    if (distance > STRAIGHT * length) {
      this.#curved += 1;
      return;
    }
    const direction = scaled(chord, 1 / norm(chord));
    this.#direction ??= header.has(AcquisitionFlag.reverse) ? scaled(direction, -1) : direction;
    const along = this.#direction;
    if (norm(cross(along, direction)) > PARALLEL) {
      this.#oblique += 1;
      return;
    }
    if (dot(along, direction) > 0 === header.has(AcquisitionFlag.reverse)) this.#backward += 1;
    else this.#forward += 1;
    if (this.#positions.size >= MOST_POSITIONS) return;
    const across = difference(start, scaled(along, dot(along, start)));
    this.#positions.add(across.map((value) => Math.round(value / (POSITION * length) + ROUNDING)).join());
  }

  /** Number of readouts with a trajectory. */
  get readouts(): number {
    return this.#lines;
  }

  /** Why the trajectories are not parallel lines, or `undefined` if they are. */
  get notCartesian(): string | undefined {
    if (this.#curved === 0 && this.#oblique === 0) return undefined;
    const of = `of ${counted(this.#lines, "trajectory", "trajectories")}`;
    if (this.#curved > 0) return `${this.#curved} ${of} are curved, as in spiral sampling`;
    return `${this.#oblique} ${of} run in another direction, as in radial sampling`;
  }

  /** Number of lines that run against the others although their flag does not say so. */
  get unflaggedReversals(): number {
    return Math.min(this.#forward, this.#backward);
  }

  /** Number of different lines by their counters. */
  get counted(): number {
    return this.#counted.size;
  }

  /** Number of different parallel lines. */
  get positions(): number {
    return this.#positions.size;
  }
}

/** Points of a trajectory, from its first sample to its last. */
function pointsOf(trajectory: Float32Array, samples: number, dimensions: number): Vector[] {
  const rows = Array.from(
    { length: POINTS },
    (_, point) => dimensions * Math.round((point * (samples - 1)) / (POINTS - 1)),
  );
  const hasZ = dimensions > 2 && rows.some((row) => trajectory[row + 2]! < 0);
  return rows.map((row) => [
    trajectory[row]!,
    dimensions > 1 ? trajectory[row + 1]! : 0,
    hasZ ? trajectory[row + 2]! : 0,
  ]);
}

function difference(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scaled([x, y, z]: Vector, factor: number): Vector {
  return [factor * x, factor * y, factor * z];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function norm(a: Vector): number {
  return Math.hypot(...a);
}
