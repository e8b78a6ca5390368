import type { MessageKind } from "../../gadget-api/index.ts";
import type { Chain, Section } from "../chain.ts";

/**
 * Whether the first step that consumes readouts defers its work. Then no step retains the samples of an incoming
 * readout, and their memory can be reused once the chain has consumed it.
 */
export function releasesReadouts({ sections }: Chain): boolean {
  const first = sections.find((section) => section.kind !== "step" || section.gadget.in.includes("acquisition"));
  // Branches may pass readouts on unchanged.
  return first !== undefined && first.kind === "step" && first.gadget.runtime.defers;
}

/**
 * Whether sample buffers are pooled: no step before one that consumes k-space retains a reference to its input.
 * Branches that all receive the same messages share references; those of a route share none.
 */
export function recyclesSamples({ sections }: Chain): boolean {
  const { isConsumed, isLinear } = pathsToKSpace(sections, false);
  return isConsumed && isLinear;
}

/**
 * Whether the memory of an image can be reused once it is written: no step that images pass through retains a reference
 * to its input. Of third-party steps that is not certain, and branches may share images.
 */
export function recyclesImages({ sections }: Chain): boolean {
  return sections.every((section) => {
    if (section.kind !== "step") return false;
    const { in: consumes, runtime } = section.gadget;
    if (!consumes.includes("image-array") && !consumes.includes("image")) return true;
    return runtime.linear && section.thirdParty === undefined;
  });
}

/**
 * @param isConsumedAfter whether some step after the sections consumes k-space
 * @returns whether a step within or after them does, and whether all steps before it are linear
 */
function pathsToKSpace(
  sections: readonly Section[],
  isConsumedAfter: boolean,
): { isConsumed: boolean; isLinear: boolean } {
  let isConsumed = isConsumedAfter;
  let isLinear = true;
  for (const section of sections.toReversed()) {
    if (section.kind === "step") {
      isConsumed ||= section.gadget.in.includes("buffer");
      isLinear &&= !isConsumed || section.gadget.runtime.linear;
    } else {
      const paths = section.branches.map(({ parts }) => pathsToKSpace(parts, isConsumed));
      isConsumed ||= paths.some((path) => path.isConsumed);
      isLinear &&= paths.every((path) => path.isLinear) && (!isConsumed || section.route !== undefined);
    }
  }
  return { isConsumed, isLinear };
}

/** Kinds that contain readouts. */
const holdReadouts: readonly MessageKind[] = ["acquisition", "bucket"];

/** Whether readouts may enter the sections in image space: all steps accept them until they are placed in k-space. */
export function acceptImageSpace(sections: readonly Section[]): boolean {
  return kindsLeft(sections, new Set(["acquisition"]))?.size === 0;
}

/**
 * @param held kinds that contain readouts in image space
 * @returns those that still do after the sections; `undefined` if a step does not accept them
 */
function kindsLeft(sections: readonly Section[], held: ReadonlySet<MessageKind>): ReadonlySet<MessageKind> | undefined {
  let left = new Set(held);
  for (const section of sections) {
    if (section.kind === "step") {
      const { in: consumes, out: produces, runtime, flow } = section.gadget;
      if (!consumes.some((kind) => left.has(kind))) continue;
      if (!runtime.imageSpace) return undefined;
      if (flow.transparent) continue;
      for (const kind of consumes) left.delete(kind);
      for (const kind of produces) if (holdReadouts.includes(kind)) left.add(kind);
    } else {
      const branches = section.branches.map(({ parts }) => kindsLeft(parts, left));
      if (branches.includes(undefined)) return undefined;
      left = new Set(branches.flatMap((branch) => [...branch!]));
    }
  }
  return left;
}
