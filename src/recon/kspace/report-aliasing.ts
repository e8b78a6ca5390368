import type { GadgetContext, KSpace } from "../../gadget-api/index.ts";

/** Warns once that a step makes images of undersampled k-space. */
export function reportAliasing(context: GadgetContext, { missing }: KSpace): void {
  const aliased = missing.find((lack) => lack?.kind === "aliased");
  if (aliased !== undefined)
    context.reportOnce(
      "aliased",
      "warning",
      `${aliased.text}, and no step unfolds the images: grappa does, as in the chain cartesian`,
    );
}
