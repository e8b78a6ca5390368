import type { AcquisitionHeader, Encoding } from "../../mrd/index.ts";
import { counterLimits, type LimitedCounter } from "./counter-limits.ts";
import type { Finding } from "./finding.ts";

const counters = Object.keys(counterLimits) as LimitedCounter[];
export type GridCounter = "kspaceEncodeStep1" | "kspaceEncodeStep2";

function isGrid(counter: LimitedCounter): counter is GridCounter {
  return counter === "kspaceEncodeStep1" || counter === "kspaceEncodeStep2";
}

/** The values of one counter. */
class Range {
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }

  get constant(): boolean {
    return this.minimum === this.maximum;
  }
}

/** Compares the counters of an encoding's imaging readouts with the limits of its header. */
export class CounterCheck {
  readonly #encoding: Encoding;
  readonly #name: string;
  readonly #ranges = Object.fromEntries(counters.map((counter) => [counter, new Range()])) as Record<
    LimitedCounter,
    Range
  >;

  constructor(encoding: Encoding, name: string) {
    this.#encoding = encoding;
    this.#name = name;
  }

  add(header: AcquisitionHeader): void {
    this.addLine(header);
    const ranges = this.#ranges;
    ranges.average.add(header.average);
    ranges.slice.add(header.slice);
    ranges.contrast.add(header.contrast);
    ranges.phase.add(header.phase);
    ranges.repetition.add(header.repetition);
    ranges.set.add(header.set);
    ranges.segment.add(header.segment);
  }

  /** A readout whose other counters are those of the one before. */
  addLine({ kspaceEncodeStep1, kspaceEncodeStep2 }: AcquisitionHeader): void {
    this.#ranges.kspaceEncodeStep1.add(kspaceEncodeStep1);
    this.#ranges.kspaceEncodeStep2.add(kspaceEncodeStep2);
  }

  /** Whether all readouts have the same line and partition. */
  get oneLine(): boolean {
    return this.#ranges.kspaceEncodeStep1.constant && this.#ranges.kspaceEncodeStep2.constant;
  }

  /** Whether the partition, of which there is one, changes instead of the line. */
  get swapped(): boolean {
    const { kspaceEncodeStep1, kspaceEncodeStep2 } = this.#ranges;
    const { y, z } = this.#encoding.encodedSpace.matrixSize;
    return y > 1 && z <= 1 && kspaceEncodeStep1.constant && !kspaceEncodeStep2.constant;
  }

  /** The lines of readouts along an axis whose limits were not filled in: they are one line, and the readouts exceed it. */
  beyondUnset(counter: GridCounter): { readonly minimum: number; readonly maximum: number } | undefined {
    const limit = this.#encoding.encodingLimits[counterLimits[counter]];
    const { minimum, maximum } = this.#ranges[counter];
    if (limit === undefined || limit.minimum !== limit.maximum || !(minimum < maximum)) return undefined;
    return { minimum, maximum };
  }

  get findings(): Finding[] {
    return counters.flatMap((counter) => this.#ofCounter(counter, this.#ranges[counter]));
  }

  /** Those about counters of other things than lines, for readouts that are not on a grid. */
  get findingsOffGrid(): Finding[] {
    return counters.flatMap((counter) => (isGrid(counter) ? [] : this.#ofCounter(counter, this.#ranges[counter])));
  }

  #ofCounter(counter: LimitedCounter, { minimum, maximum }: Range): Finding[] {
    const name = counterLimits[counter];
    const limit = this.#encoding.encodingLimits[name];
    if (limit === undefined || minimum > maximum) return [];
    const where = `${this.#name}: encodingLimits.${name}`;
    const isLine = isGrid(counter);
    if (minimum < limit.minimum || maximum > limit.maximum) {
      return [
        {
          weight: "warning",
          where,
          problem: `it is ${limit.minimum}..${limit.maximum}, but readouts have ${minimum}..${maximum}`,
          effect: effectOfMore(isLine, isLine && this.beyondUnset(counter) !== undefined),
          remedy: "Correct the limits of the header.",
        },
      ];
    }
    if (isLine || maximum >= limit.maximum) return [];
    return [
      {
        weight: "remark",
        where,
        problem: `${limit.maximum - limit.minimum + 1} are announced, but readouts have ${minimum}..${maximum}`,
        effect: "There are fewer images than the header announces.",
        remedy: "Check whether the measurement is complete.",
      },
    ];
  }
}

function effectOfMore(isLine: boolean, isUnset: boolean): string {
  if (isUnset) return "The limits were not filled in: they are ignored, and lines are placed by their counter.";
  if (isLine) return "Lines within the encoded matrix are placed by their counter all the same.";
  return "There are more images than the header announces.";
}
