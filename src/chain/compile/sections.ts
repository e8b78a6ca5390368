import type { MessageKind } from "../../gadget-api/index.ts";
import type { Chain, Part, Section, Step } from "../chain.ts";

/** All steps of the sections and their branches, in the order of the text. */
export function stepsOf(sections: readonly Section[]): Step[] {
  return sections.flatMap((section) =>
    section.kind === "step" ? section : section.branches.flatMap(({ parts }) => stepsOf(parts)),
  );
}

/** The number of steps on the longest path through some parts; a `parallel` counts as one more. */
export function stepsInARow(parts: readonly Part[]): number {
  const lengths = parts.map((part) =>
    part.kind === "step"
      ? 1
      : Number(part.kind === "parallel") + Math.max(0, ...part.branches.map((branch) => stepsInARow(branch.parts))),
  );
  return lengths.reduce((sum, each) => sum + each, 0);
}

/** Names of all gadgets in the text, in every branch. */
export function gadgetsIn(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(
    parts.flatMap((part) =>
      part.kind === "step" ? part.gadget.name : part.branches.flatMap((branch) => [...gadgetsIn(branch.parts)]),
    ),
  );
}

/** The same sections with modified steps. */
export function mapSteps(sections: readonly Section[], change: (step: Step) => Step): Section[] {
  return sections.map((section) => {
    if (section.kind === "step") return change(section);
    const branches = section.branches.map(({ name, parts }) => ({ name, parts: mapSteps(parts, change) }));
    return { ...section, branches };
  });
}

/** The same chain with modified steps. */
export function withSteps(chain: Chain, change: (step: Step) => Step): Chain {
  const sections = mapSteps(chain.sections, change);
  return { ...chain, sections, steps: stepsOf(sections) };
}

/** Whether work on readouts that this step and those before it deferred is resolved after this step. */
export function resolvesAfter({ gadget }: Step, next: Section | undefined): boolean {
  return gadget.runtime.defers && !(next !== undefined && next.kind === "step" && next.gadget.runtime.defers);
}

/** The steps on the path through a step, without the other branches. */
export function stepsAlong(sections: readonly Section[], step: Step): Step[] {
  return sections.flatMap((section) => {
    if (section.kind === "step") return section;
    const own = section.branches.filter(({ parts }) => stepsOf(parts).includes(step));
    return (own.length > 0 ? own : section.branches).flatMap(({ parts }) => stepsAlong(parts, step));
  });
}

/**
 * The kinds that leave the sections and were produced by a step.
 * @param before kinds that were already produced by a step
 */
export function kindsMadeBy(
  sections: readonly Section[],
  before: ReadonlySet<MessageKind> = new Set(),
): ReadonlySet<MessageKind> {
  let produced = new Set(before);
  for (const section of sections) {
    if (section.kind === "step") {
      if (section.gadget.flow.transparent) continue;
      for (const kind of section.gadget.in) produced.delete(kind);
      for (const kind of section.gadget.out) produced.add(kind);
    } else {
      produced = new Set(section.branches.flatMap(({ parts }) => [...kindsMadeBy(parts, produced)]));
    }
  }
  return produced;
}
