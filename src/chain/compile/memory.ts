import type { Chain, Section } from "../chain.ts";

/**
 * Whether the first step that consumes readouts puts its work off. Then no step sees a readout itself, nothing of it is
 * kept, and its memory may be used again when the chain has taken it.
 */
export function takesReadoutsAtOnce({ sections }: Chain): boolean {
  const first = sections.find((section) => !("gadget" in section) || section.gadget.in.includes("acquisition"));
  // Branches may let readouts pass as they came.
  return first !== undefined && "gadget" in first && first.gadget.defers;
}

/**
 * Whether no step in front of one that consumes k-space lets others refer to the samples that it gets. Branches that all get
 * the same messages do; those of a route share nothing.
 */
export function memoryGoesRound({ sections }: Chain): boolean {
  const { isConsumed, isAlone } = waysToKSpace(sections, false);
  return isConsumed && isAlone;
}

/**
 * @param isConsumedBehind whether some step behind the sections consumes k-space
 * @returns whether a step within or behind them does, and whether all in front of it keep nothing
 */
function waysToKSpace(
  sections: readonly Section[],
  isConsumedBehind: boolean,
): { isConsumed: boolean; isAlone: boolean } {
  let isConsumed = isConsumedBehind;
  let isAlone = true;
  for (const section of sections.toReversed()) {
    if ("gadget" in section) {
      isConsumed ||= section.gadget.in.includes("buffer");
      isAlone &&= !isConsumed || section.gadget.linear;
    } else {
      const ways = section.branches.map(({ parts }) => waysToKSpace(parts, isConsumed));
      isConsumed ||= ways.some((way) => way.isConsumed);
      isAlone &&= ways.every((way) => way.isAlone) && (!isConsumed || section.route !== undefined);
    }
  }
  return { isConsumed, isAlone };
}
