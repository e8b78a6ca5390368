import type { MessageKind } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";
import type { Step } from "../chain.ts";

/** The header at a place of a chain, as it describes the data that a step takes there; `undefined` if the client sent none. */
export type HeaderAt = (step: Step) => MrdHeader | undefined;

/** After a step. @throws what the gadget's `headerAfter` throws */
export function headerAfterStep(step: Step, before: HeaderAt): HeaderAt {
  const header = before(step);
  const after = header && step.gadget.headerAfter(header, step.parameters);
  return () => after;
}

/**
 * After branches that leave different headers, the first counts that produces what the asking step takes: data that pass a
 * branch are described as before.
 * @param branches the kinds that each of them produces, and the header at its end
 */
export function headerAfterBranches(
  branches: readonly { readonly makes: ReadonlySet<MessageKind>; readonly header: HeaderAt }[],
  before: HeaderAt,
): HeaderAt {
  return (step) => {
    const producer = branches.find(({ makes }) => step.gadget.in.some((kind) => makes.has(kind)));
    return (producer?.header ?? before)(step);
  };
}
