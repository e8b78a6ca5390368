import type { MessageKind } from "../../gadget-api/index.ts";
import type { Chain, Part, Section, Step } from "../chain.ts";

/** All steps of some sections, those of branches too, in the order of the text. */
export function stepsOf(sections: readonly Section[]): Step[] {
  return sections.flatMap((section) =>
    section.kind === "step" ? section : section.branches.flatMap(({ parts }) => stepsOf(parts)),
  );
}

/** Names of all gadgets that are written, in every branch. */
export function gadgetsIn(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(
    parts.flatMap((part) =>
      part.kind === "step" ? part.gadget.name : part.branches.flatMap((branch) => [...gadgetsIn(branch.parts)]),
    ),
  );
}

/** The same sections with other steps. */
export function mapSteps(sections: readonly Section[], change: (step: Step) => Step): Section[] {
  return sections.map((section) => {
    if (section.kind === "step") return change(section);
    const branches = section.branches.map(({ name, parts }) => ({ name, parts: mapSteps(parts, change) }));
    return { ...section, branches };
  });
}

/** The same chain with other steps. */
export function withSteps(chain: Chain, change: (step: Step) => Step): Chain {
  const sections = mapSteps(chain.sections, change);
  return { ...chain, sections, steps: stepsOf(sections) };
}

/** Whether the work on readouts that a step and those before it deferred is done after it. */
export function resolvesAfter({ gadget }: Step, next: Section | undefined): boolean {
  return gadget.runtime.defers && !(next !== undefined && next.kind === "step" && next.gadget.runtime.defers);
}

/** The steps on the way through a step: of the branches beside its own, none. */
export function stepsAlong(sections: readonly Section[], step: Step): Step[] {
  return sections.flatMap((section) => {
    if (section.kind === "step") return section;
    const own = section.branches.filter(({ parts }) => stepsOf(parts).includes(step));
    return (own.length > 0 ? own : section.branches).flatMap(({ parts }) => stepsAlong(parts, step));
  });
}

/**
 * The kinds that leave some sections and were made there.
 * @param before kinds that were made already
 */
export function kindsMadeBy(
  sections: readonly Section[],
  before: ReadonlySet<MessageKind> = new Set(),
): ReadonlySet<MessageKind> {
  let made = new Set(before);
  for (const section of sections) {
    if (section.kind === "step") {
      if (section.gadget.flow.transparent) continue;
      for (const kind of section.gadget.in) made.delete(kind);
      for (const kind of section.gadget.out) made.add(kind);
    } else {
      made = new Set(section.branches.flatMap(({ parts }) => [...kindsMadeBy(parts, made)]));
    }
  }
  return made;
}
