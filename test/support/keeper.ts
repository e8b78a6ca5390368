import { map } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";

/** A step that is not declared `linear`, so that no sample buffers are reused. */
export const keeper = defineGadget({
  name: "keeper",
  summary: "Pass readouts on.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {},
  create: () => map((readout: Acquisition) => readout),
});
