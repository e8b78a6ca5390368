import { defineGadget } from "larmor/gadget";
import type { Acquisition } from "larmor/mrd";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies readouts by a factor: a minimal gadget. Messages are immutable, so it creates new ones.
 * `readout.data` is complex, [channels][samples], in k-space; `readout.header` says which line it is.
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply readouts by a factor.",
  in: ["acquisition"],
  out: ["acquisition"],
  // A chain sets parameters by - {{name}}: { factor: 3 }. Each has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "Factor for readouts." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.report("info", "…")` reports to the
  // client.
  create: (_context, { factor }) =>
    map((readout: Acquisition): Acquisition => ({ ...readout, data: readout.data.map((value) => factor * value) })),
});
