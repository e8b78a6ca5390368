import { changeBytes, changeLength, joined } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { changeCounters, changeFields, changeSize, reshapeReadouts, spoilSamples } from "./header-fields.ts";
import { reorder } from "./order.ts";
import { type Chains, type Stream, sensibleStream } from "./streams.ts";
import { changeTexts, changeValues } from "./texts.ts";

/**
 * How the client disconnects after sending its bytes: it ends its side and keeps reading, or disconnects immediately.
 */
export type Leaving = "ends" | "closes" | "resets";

export interface FuzzCase {
  /** Mutations of the stream, for finding the cause of a failure. */
  readonly mutations: readonly string[];
  readonly bytes: Buffer;
  /** Offsets at which the bytes are split into pieces. */
  readonly cuts: readonly number[];
  readonly leaving: Leaving;
  /** Whether the server saves incoming data. */
  readonly saving: boolean;
}

type Mutation = (stream: Stream, chance: Chance, other: Stream) => Stream;

/** Mutations of bytes come last: after them, there are no messages for the others to change. */
const ofMessages: readonly Mutation[] = [
  changeTexts,
  changeValues,
  changeValues,
  changeValues,
  changeFields,
  changeSize,
  changeCounters,
  changeCounters,
  changeCounters,
  reshapeReadouts,
  reshapeReadouts,
  spoilSamples,
  spoilSamples,
  reorder,
  reorder,
  changeLength,
];

/** The case with a number; reproducible by seed and number. */
export function fuzzCase(seed: number, number: number, chains: Chains): FuzzCase {
  const chance = new Chance(seed, number);
  const mutations: string[] = [];
  let stream = sensibleStream(chance, chains);
  const apply = (mutation: Mutation) => {
    mutations.push(mutation.name);
    stream = mutation(stream, chance, sensibleStream(chance, chains));
  };
  // Only few mutations per case, since a stream is rejected at the first error.
  for (let i = chance.below(4); i > 0; i -= 1) apply(chance.pick(ofMessages));
  if (chance.happens(mutations.length === 0 ? 0.5 : 0.05)) apply(changeBytes);
  const bytes = joined(stream);
  const cuts = Array.from({ length: chance.below(6) }, () => chance.below(bytes.length + 1)).toSorted((a, b) => a - b);
  const leaving = chance.happens(0.85) ? "ends" : chance.pick(["closes", "resets"] as const);
  return { mutations, bytes, cuts, leaving, saving: chance.happens(0.04) };
}
