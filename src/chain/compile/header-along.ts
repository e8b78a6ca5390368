import { GadgetError, type MessageKind } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";
import type { Step } from "../chain.ts";

/** The header at a place of a chain, as it describes the data that a step takes there. Made when a step first asks. */
export type HeaderAt = (asking: Step) => MrdHeader;

/** What the client sent; chains that need no header run without. */
export function headerAtStart(header: MrdHeader | undefined): HeaderAt {
  return () => {
    if (header !== undefined) return header;
    throw new GadgetError(
      "header-required",
      "this step needs the measurement's MRD header, and there is none: it was left out, or what came is no XML",
    );
  };
}

export function headerBehind(step: Step, before: HeaderAt): HeaderAt {
  let made: MrdHeader | undefined;
  return () => {
    made ??= step.gadget.headerAfter(before(step), step.parameters);
    return made;
  };
}

/**
 * Behind branches that leave different headers, the first counts that makes what the asking step takes: data that pass a branch
 * are described as before.
 * @param branches what each of them makes, and the header at its end
 */
export function headerBehindBranches(
  branches: readonly { readonly makes: ReadonlySet<MessageKind>; readonly header: HeaderAt }[],
  before: HeaderAt,
): HeaderAt {
  return (asking) => {
    const maker = branches.find(({ makes }) => asking.gadget.in.some((kind) => makes.has(kind)));
    return (maker?.header ?? before)(asking);
  };
}
