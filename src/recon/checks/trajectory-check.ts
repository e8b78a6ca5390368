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

/**
 * What the trajectories of an encoding's readouts look like in the plane of their first two dimensions. A third one
 * may be a position or a density weight, which headers do not tell apart.
 */
export class TrajectoryCheck {
  #lines = 0;
  #curved = 0;
  #oblique = 0;
  #forward = 0;
  #backward = 0;
  #direction: readonly [number, number] | undefined;
  readonly #positions = new Set<number>();
  /** Lines by their counters, of readouts with a trajectory. */
  readonly #counted = new Set<number>();

  add({ header, trajectory }: Acquisition): void {
    const { numberOfSamples: samples, trajectoryDimensions: dimensions } = header;
    if (dimensions < 2 || samples < 2) return;
    const at = (sample: number, axis: 0 | 1) => trajectory[sample * dimensions + axis]!;
    const [x0, y0] = [at(0, 0), at(0, 1)];
    const [dx, dy] = [at(samples - 1, 0) - x0, at(samples - 1, 1) - y0];
    let length = Math.hypot(dx, dy);
    let distance = 0;
    for (let point = 1; point < POINTS - 1; point += 1) {
      const sample = Math.round((point * (samples - 1)) / (POINTS - 1));
      const [px, py] = [at(sample, 0) - x0, at(sample, 1) - y0];
      const extent = Math.hypot(px, py);
      distance = Math.max(distance, length === 0 ? extent : Math.abs(px * dy - py * dx) / length);
      length = Math.max(length, extent);
    }
    if (!(length > 0)) return; // all zero: not filled in, or along the third dimension
    this.#lines += 1;
    this.#counted.add(header.kspaceEncodeStep1 + 65_536 * header.kspaceEncodeStep2);
    if (distance > STRAIGHT * length) {
      this.#curved += 1;
      return;
    }
    const direction = [dx / Math.hypot(dx, dy), dy / Math.hypot(dx, dy)] as const;
    this.#direction ??= header.has(AcquisitionFlag.reverse) ? [-direction[0], -direction[1]] : direction;
    const [ux, uy] = this.#direction;
    if (Math.abs(ux * direction[1] - uy * direction[0]) > PARALLEL) {
      this.#oblique += 1;
      return;
    }
    const along = ux * direction[0] + uy * direction[1] > 0;
    if (along === header.has(AcquisitionFlag.reverse)) this.#backward += 1;
    else this.#forward += 1;
    if (this.#positions.size < MOST_POSITIONS)
      this.#positions.add(Math.round((uy * x0 - ux * y0) / (POSITION * length)));
  }

  /** Number of readouts with a trajectory. */
  get readouts(): number {
    return this.#lines;
  }

  /** Why the trajectories are not parallel lines, or `undefined` if they are. */
  get notCartesian(): string | undefined {
    const of = `of ${counted(this.#lines, "trajectory", "trajectories")}`;
    if (this.#curved > 0) return `${this.#curved} ${of} are curved, as in spiral sampling`;
    if (this.#oblique > 0) return `${this.#oblique} ${of} run in another direction, as in radial sampling`;
    return undefined;
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
