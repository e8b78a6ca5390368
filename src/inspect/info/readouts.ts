import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, loopCounters } from "../../mrd/index.ts";
import { NameCounter, type Spread, SpreadAccumulator } from "./ranges.ts";

const counters = [
  "kspaceEncodeStep1",
  "kspaceEncodeStep2",
  ...loopCounters,
] as const satisfies readonly (keyof AcquisitionHeader)[];

const facts = [
  "numberOfSamples",
  "activeChannels",
  "availableChannels",
  "centerSample",
  "discardPre",
  "discardPost",
  "trajectoryDimensions",
  "sampleTimeUs",
] as const satisfies readonly (keyof AcquisitionHeader)[];

type FactName = (typeof facts)[number];

/** Statistics of some readouts. */
export interface ReadoutSummary {
  readonly count: number;
  readonly facts: Readonly<Record<FactName, Spread>>;
  /** The counters that were ever other than 0. */
  readonly counters: Readonly<Record<string, Spread>>;
  /** Number of readouts with each flag. */
  readonly flags: Readonly<Record<string, number>>;
}

/** All readouts of a group. */
export interface ReadoutsSummary {
  readonly count: number;
  /** Noise readouts, whatever their encoding. */
  readonly noise?: ReadoutSummary;
  /** All others, by encoding. */
  readonly encodings: readonly (ReadoutSummary & { readonly encodingSpaceRef: number })[];
}

const flagNames = new Map(Object.entries(AcquisitionFlag).map(([name, bit]) => [bit as number, name]));

class ReadoutAccumulator {
  #count = 0;
  readonly #facts = facts.map(() => new SpreadAccumulator());
  readonly #counters = counters.map(() => new SpreadAccumulator());
  readonly #user = Array.from({ length: 8 }, () => new SpreadAccumulator());
  readonly #flags = new NameCounter();

  add(header: AcquisitionHeader): void {
    this.#count += 1;
    for (const [i, name] of facts.entries()) this.#facts[i]!.add(header[name]);
    for (const [i, name] of counters.entries()) this.#counters[i]!.add(header[name]);
    for (const [i, value] of header.user.entries()) this.#user[i]!.add(value);
    if (header.flags === 0n) return;
    for (let bit = 1; bit <= 64; bit++) if (header.has(bit)) this.#flags.add(flagNames.get(bit) ?? `bit${bit}`);
  }

  get summary(): ReadoutSummary {
    const spreads = [
      ...counters.map((name, i) => [name, this.#counters[i]!.spread] as const),
      ...this.#user.map(({ spread }, i) => [`user_${i}`, spread] as const),
    ];
    return {
      count: this.#count,
      facts: Object.fromEntries(facts.map((name, i) => [name, this.#facts[i]!.spread])) as Record<FactName, Spread>,
      counters: Object.fromEntries(spreads.filter(([, spread]) => spread.maximum > 0)),
      flags: this.#flags.counts,
    };
  }
}

/** Collects statistics of readouts one by one, without retaining them. */
export function summarizeReadouts(acquisitions: Iterable<Acquisition>): ReadoutsSummary {
  let count = 0;
  const kinds = new Map<"noise" | number, ReadoutAccumulator>();
  for (const { header } of acquisitions) {
    count += 1;
    const kind = header.has(AcquisitionFlag.noiseMeasurement) ? "noise" : header.encodingSpaceRef;
    const accumulator = kinds.get(kind) ?? new ReadoutAccumulator();
    kinds.set(kind, accumulator);
    accumulator.add(header);
  }
  const noise = kinds.get("noise")?.summary;
  const encodings = [...kinds].flatMap(([kind, { summary }]) =>
    kind === "noise" ? [] : [{ encodingSpaceRef: kind, ...summary }],
  );
  encodings.sort((a, b) => a.encodingSpaceRef - b.encodingSpaceRef);
  return { count, ...(noise && { noise }), encodings };
}
