import { changeBytes, changeLength, joined } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { changeCounters, changeFields, changeSize, reshapeReadouts, spoilSamples } from "./header-fields.ts";
import { reorder } from "./order.ts";
import { type Chains, type Stream, sensibleStream } from "./streams.ts";
import { changeTexts, changeValues } from "./texts.ts";

/** How the client leaves when it has sent its bytes: it ends its side and reads on, or goes away at once. */
export type Leaving = "ends" | "closes" | "resets";

export interface FuzzCase {
  /** What was done to the stream, for whoever looks for the cause. */
  readonly mutations: readonly string[];
  readonly bytes: Buffer;
  /** Where the bytes are cut into pieces that are sent one after the other. */
  readonly cuts: readonly number[];
  readonly leaving: Leaving;
  /** Whether the server saves what comes. */
  readonly saving: boolean;
}

type Mutation = (stream: Stream, chance: Chance, other: Stream) => Stream;

/** Those of bytes come last: they leave no messages for others to change. */
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

/** The case of a number: the same for the same seed. */
export function fuzzCase(seed: number, number: number, chains: Chains): FuzzCase {
  const chance = new Chance(seed, number);
  const mutations: string[] = [];
  let stream = sensibleStream(chance, chains);
  const apply = (mutation: Mutation) => {
    mutations.push(mutation.name);
    stream = mutation(stream, chance, sensibleStream(chance, chains));
  };
  // Few at a time: what several broke is refused at the first of them.
  for (let i = chance.below(4); i > 0; i -= 1) apply(chance.pick(ofMessages));
  if (chance.happens(mutations.length === 0 ? 0.5 : 0.05)) apply(changeBytes);
  const bytes = joined(stream);
  const cuts = Array.from({ length: chance.below(6) }, () => chance.below(bytes.length + 1)).toSorted((a, b) => a - b);
  const leaving = chance.happens(0.85) ? "ends" : chance.pick(["closes", "resets"] as const);
  return { mutations, bytes, cuts, leaving, saving: chance.happens(0.04) };
}
