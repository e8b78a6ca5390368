import type { MessageKind } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";
import type { Step } from "../chain.ts";

/**
 * The header at one point of a chain, describing the data that a step consumes there; `undefined` if the client sent
 * none.
 */
export type HeaderAt = (step: Step) => MrdHeader | undefined;

/** The header after a step. @throws what the gadget's `headerAfter` throws */
export function headerAfterStep(step: Step, before: HeaderAt): HeaderAt {
  const header = before(step);
  const after = header && step.gadget.headerAfter(header, step.parameters);
  return () => after;
}

/**
 * After branches with different headers, the first branch that produces what the querying step consumes determines the
 * header. Data that bypass a branch keep their previous description.
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
