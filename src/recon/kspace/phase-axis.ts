import type { Limit } from "../../mrd/index.ts";

/** Position of a line: the k-space centre at floor(size / 2), or the row of its counter. */
export type LinePlacing = "centered" | "counted";

/**
 * The grid along one phase encoding. The k-space centre is at floor(size / 2): row = index − centre + floor(size / 2),
 * with the centre of the header's limits. Without limits, or with `counted`, row = index. The limits define the
 * expected rows; a readout outside of them has its row all the same, since counters are more reliable than headers.
 */
export class PhaseAxis {
  readonly size: number;
  /** The expected rows. */
  readonly first: number;
  readonly last: number;
  readonly center: number;
  readonly #shift: number;

  /** @param matrixSize of the encoded space; 0, if a header omits an axis, means one row */
  constructor(matrixSize: number, limit: Limit | undefined, placing: LinePlacing) {
    const size = Math.max(1, matrixSize);
    this.center = Math.floor(size / 2);
    // Headers of 2D measurements may have any centre for an axis of one row.
    this.#shift = limit === undefined || size === 1 || placing === "counted" ? 0 : this.center - limit.center;
    this.size = size;
    const onGrid = (row: number) => Math.min(Math.max(row, 0), size - 1);
    this.first = onGrid((limit?.minimum ?? 0) + this.#shift);
    this.last = onGrid((limit?.maximum ?? size - 1) + this.#shift);
  }

  /** @returns the row of a counter, or `undefined` if it is off the grid */
  row(index: number): number | undefined {
    const row = index + this.#shift;
    return row >= 0 && row < this.size ? row : undefined;
  }
}
