import { AcquisitionFlag } from "../../mrd/index.ts";
import { type DeferrableReadout, retained } from "./pending-readout.ts";

/**
 * An incomplete slice would block all that follow: after this multiple of `enough` readouts, it learns from what it
 * has.
 */
const MOST_WAITS = 10;

/**
 * Queues readouts, in their order, until something has been learned from the first ones of their slice: from `enough`
 * of them, or from all up to the one with the flag lastInSlice.
 */
export class LearnedSlices<Knowledge> {
  readonly #enough: number;
  readonly #learn: (readouts: readonly DeferrableReadout[]) => Knowledge;
  readonly #known = new Map<number, Knowledge>();
  readonly #counts = new Map<number, number>();
  #waiting: DeferrableReadout[] = [];

  /** @param learn from readouts of one slice, at least one */
  constructor(enough: number, learn: (readouts: readonly DeferrableReadout[]) => Knowledge) {
    this.#enough = enough;
    this.#learn = learn;
  }

  /** Adds a readout. @returns the readouts that need not wait any longer, with what was learned of their slice */
  take(readout: DeferrableReadout): readonly (readonly [DeferrableReadout, Knowledge])[] {
    const { header } = readout;
    const known = this.#known.get(header.slice);
    if (known !== undefined && this.#waiting.length === 0) return [[readout, known]];
    this.#waiting.push(retained(readout));
    if (known === undefined) {
      const count = (this.#counts.get(header.slice) ?? 0) + 1;
      this.#counts.set(header.slice, count);
      if (count >= this.#enough || header.has(AcquisitionFlag.lastInSlice)) this.#study(header.slice);
    }
    if (this.#waiting.length >= MOST_WAITS * this.#enough) this.#study(this.#waiting[0]!.header.slice);
    return this.#release();
  }

  /** Returns all that still wait. */
  finish(): readonly (readonly [DeferrableReadout, Knowledge])[] {
    for (const { header } of this.#waiting) if (!this.#known.has(header.slice)) this.#study(header.slice);
    return this.#release();
  }

  #study(slice: number): void {
    this.#known.set(slice, this.#learn(this.#waiting.filter(({ header }) => header.slice === slice)));
  }

  #release(): readonly (readonly [DeferrableReadout, Knowledge])[] {
    const held = this.#waiting.findIndex(({ header }) => !this.#known.has(header.slice));
    const released = this.#waiting.splice(0, held < 0 ? this.#waiting.length : held);
    return released.map((readout) => [readout, this.#known.get(readout.header.slice)!]);
  }
}
