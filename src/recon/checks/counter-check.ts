import type { AcquisitionHeader, Encoding } from "../../mrd/index.ts";
import { counterLimits, type LimitedCounter } from "./counter-limits.ts";
import type { Finding } from "./finding.ts";

const counters = Object.keys(counterLimits) as LimitedCounter[];

/** Compares the counters of an encoding's imaging readouts with the limits of its header. */
export class CounterCheck {
  readonly #encoding: Encoding;
  readonly #name: string;
  readonly #minima = new Uint32Array(counters.length).fill(0xffff_ffff);
  readonly #maxima = new Uint32Array(counters.length);
  readonly #lines = new Set<number>();
  #last = -1;

  constructor(encoding: Encoding, name: string) {
    this.#encoding = encoding;
    this.#name = name;
  }

  add(header: AcquisitionHeader): void {
    for (let i = 0; i < counters.length; i += 1) {
      const value = header[counters[i]!];
      if (value < this.#minima[i]!) this.#minima[i] = value;
      if (value > this.#maxima[i]!) this.#maxima[i] = value;
    }
    const line = header.kspaceEncodeStep1 + 65_536 * header.kspaceEncodeStep2;
    if (line !== this.#last) this.#lines.add(line);
    this.#last = line;
  }

  /** Number of different lines. */
  get lines(): number {
    return this.#lines.size;
  }

  /** Whether all counters have the same value in all readouts. */
  get constant(): boolean {
    return this.#minima.every((minimum, i) => minimum === this.#maxima[i]);
  }

  get findings(): Finding[] {
    if (this.#lines.size === 0) return [];
    return counters.flatMap((counter, i) => this.#ofCounter(counter, this.#minima[i]!, this.#maxima[i]!));
  }

  #ofCounter(counter: LimitedCounter, least: number, most: number): Finding[] {
    const name = counterLimits[counter];
    const limit = this.#encoding.encodingLimits[name];
    if (limit === undefined) return [];
    const where = `${this.#name}: encodingLimits.${name}`;
    const isLine = counter === "kspaceEncodeStep1" || counter === "kspaceEncodeStep2";
    if (least < limit.minimum || most > limit.maximum) {
      return [
        {
          weight: "warning",
          where,
          problem: `it is ${limit.minimum}..${limit.maximum}, but readouts have ${least}..${most}`,
          effect: isLine
            ? "Lines within the encoded matrix are placed by their counter all the same."
            : "There are more images than the header announces.",
          remedy: "Correct the limits of the header.",
        },
      ];
    }
    if (isLine || most >= limit.maximum) return [];
    return [
      {
        weight: "remark",
        where,
        problem: `${limit.maximum - limit.minimum + 1} are announced, but readouts have ${least}..${most}`,
        effect: "There are fewer images than the header announces.",
        remedy: "Check whether the measurement is complete.",
      },
    ];
  }
}
