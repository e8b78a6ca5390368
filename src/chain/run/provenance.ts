import { createHash } from "node:crypto";
import type { GadgetContext, ImageAttributes } from "../../gadget-api/index.ts";
import type { Chain, Section, Step } from "../chain.ts";

/** Attributes that steps have recorded for the images made from their output. */
export type Notes = Map<Step, ImageAttributes>;

/**
 * Provenance of the images.
 * @param along the steps on their path
 * @param notes may grow
 */
export function provenanceOf(
  chain: Chain,
  along: readonly Step[],
  notes: Notes,
  version: string,
): GadgetContext["provenance"] {
  const others = along.flatMap(({ gadget, thirdParty }) =>
    thirdParty === undefined ? [] : [[gadget.name, thirdParty]],
  );
  return {
    chain: chain.name,
    hash: chain.hash,
    runHash: runHashOf(chain),
    parameters: chain.set,
    thirdParty: Object.fromEntries(others),
    steps: along.map(({ gadget }) => gadget.name),
    version,
    notes: () => Object.assign({}, ...along.map((step) => notes.get(step))),
  };
}

const runHashes = new WeakMap<Chain, string>();

/** Computed once for all steps of a chain. */
function runHashOf(chain: Chain): string {
  const hash =
    runHashes.get(chain) ??
    createHash("sha256")
      .update(JSON.stringify(chain.sections.map(resolved)))
      .digest("hex");
  runHashes.set(chain, hash);
  return hash;
}

/** What runs, independent of how it was written. */
function resolved(section: Section): unknown {
  if (section.kind === "step") return { [section.gadget.name]: section.parameters, version: section.thirdParty };
  const { branches, route, merge } = section;
  return { branches: branches.map(({ name, parts }) => [name, parts.map(resolved)]), route, merge };
}
