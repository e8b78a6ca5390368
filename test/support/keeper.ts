import { map } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";

/** A step that might keep what it passes on, as far as a chain knows: no memory is used again. */
export const keeper = defineGadget({
  name: "keeper",
  summary: "Pass readouts on.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {},
  create: () => map((readout: Acquisition) => readout),
});
