import type { Message } from "../../gadget-api/index.ts";

/** Notices two branches that produce images of one series, which clients cannot tell apart. */
export class SharedSeries {
  readonly #branches = new Map<number, string>();
  readonly #found = new Set<number>();
  readonly #report: (text: string) => void;

  /** @param report receives one sentence per series */
  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  add(branch: string, message: Message): void {
    if (message.kind !== "image") return;
    const { imageSeriesIndex: series } = message.header;
    const other = this.#branches.get(series);
    if (other === undefined) this.#branches.set(series, branch);
    if (other === undefined || other === branch || this.#found.has(series)) return;
    this.#found.add(series);
    this.#report(
      `branches ${other} and ${branch} both produce images of series ${series}; set another series in one of them`,
    );
  }
}
