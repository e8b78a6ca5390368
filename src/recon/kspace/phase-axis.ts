import { GadgetError } from "../../gadget-api/index.ts";
import type { AxisSampling } from "../../gadget-api/k-space/index.ts";
import type { Limit } from "../../mrd/index.ts";

/** Position of a line: the k-space centre at floor(size / 2), or the row of its counter. */
export type LinePlacing = "centered" | "counted";

/**
 * The grid along one phase encoding. The k-space centre is at floor(size / 2): row = index − centre + floor(size / 2),
 * with the centre of the header's limits. Without limits, or with `counted`, row = index; limits then only define the
 * expected rows.
 */
export class PhaseAxis {
  readonly size: number;
  readonly sampling: AxisSampling;
  readonly #name: string;
  readonly #limit: Limit | undefined;
  readonly #shift: number;

  /**
   * @param name of the counter, for messages
   * @param matrixSize of the encoded space; 0, if a header omits an axis, means one row
   */
  constructor(name: string, matrixSize: number, limit: Limit | undefined, placing: LinePlacing) {
    const size = Math.max(1, matrixSize);
    const center = Math.floor(size / 2);
    const counted = placing === "counted";
    // Headers of 2D measurements may have any centre for an axis of one row.
    this.#shift = limit === undefined || size === 1 || counted ? 0 : center - limit.center;
    this.#name = name;
    this.#limit = counted ? undefined : limit;
    this.size = size;
    const onGrid = (row: number) => Math.min(Math.max(row, 0), size - 1);
    this.sampling = {
      first: onGrid((limit?.minimum ?? 0) + this.#shift),
      last: onGrid((limit?.maximum ?? size - 1) + this.#shift),
      center,
    };
  }

  /**
   * @returns the row, or `undefined` if it is off the grid
   * @throws GadgetError `outside-limits`
   */
  row(index: number, scanCounter: number): number | undefined {
    const limit = this.#limit;
    if (limit !== undefined && (index < limit.minimum || index > limit.maximum)) {
      throw new GadgetError(
        "outside-limits",
        `readout ${scanCounter} has ${this.#name} ${index}, but the header limits it to ${limit.minimum}..${limit.maximum}`,
      );
    }
    const row = index + this.#shift;
    return row >= 0 && row < this.size ? row : undefined;
  }
}
