import type { KSpace, LogLevel } from "../../gadget-api/index.ts";

/** Non-Cartesian trajectories, as headers name them. */
const notOnGrid: ReadonlySet<string> = new Set(["radial", "goldenangle", "spiral"]);

/** Counts what happened to a measurement's lines, so that discarding and averaging are always reported. */
export class PlacementReport {
  #kSpaces = 0;
  #incomplete = 0;
  #lines = 0;
  #averaged = 0;
  #discarded = 0;
  #unusedReference = 0;
  readonly #curved = new Set<string>();

  add({ counts, discarded, acceleration, e1, shape }: KSpace): void {
    const lines = shape.e1 * shape.e2;
    // 3D k-space may lack its corners, and undersampled k-space most of its lines.
    const full = shape.e2 === 1 && acceleration[0] === 1;
    for (const [image, off] of discarded.entries()) {
      const own = counts.subarray(image * lines, (image + 1) * lines);
      const acquired = own.reduce((sum, count) => sum + Number(count > 0), 0);
      this.#discarded += off;
      this.#averaged += own.reduce((sum, count) => sum + Number(count > 1), 0);
      if (acquired === 0) continue; // a combination of counters that does not occur
      this.#lines += lines;
      this.#kSpaces += 1;
      if (full && acquired < e1.last - e1.first + 1) this.#incomplete += 1;
    }
  }

  /** Records the trajectory that the header declares. */
  addTrajectory(trajectory: string | undefined): void {
    if (trajectory !== undefined && notOnGrid.has(trajectory)) this.#curved.add(trajectory);
  }

  addUnusedReference(readouts: number): void {
    this.#unusedReference += readouts;
  }

  send(report: (level: LogLevel, text: string) => void): void {
    for (const trajectory of this.#curved) {
      report(
        "warning",
        `the header declares a ${trajectory} trajectory, but this step assumes Cartesian lines: the images are wrong`,
      );
    }
    if (this.#discarded > 0)
      report("warning", `${this.#discarded} readouts are outside the encoded matrix and were discarded`);
    if (this.#incomplete > 0) {
      const kSpaces = `${this.#incomplete} of ${this.#kSpaces} k-spaces`;
      report("warning", `${kSpaces} lack lines that the header announces; those are zero`);
    }
    if (this.#averaged > 0) report("info", `${this.#averaged} of ${this.#lines} lines were acquired more than once`);
    if (this.#unusedReference > 0)
      report("warning", `${this.#unusedReference} reference readouts match no image and are not used`);
  }
}
