import { defineGadget, type ReconBuffer } from "larmor/gadget";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies k-space by a factor: a minimal gadget. Messages are immutable, so it creates new ones.
 * `imaging.gather()` is complex, [slices][s][n][coils][e2][e1][e0]; `imaging.shape` has its sizes. The center of
 * k-space is at floor(size / 2).
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply k-space by a factor.",
  in: ["buffer"],
  out: ["buffer"],
  // A chain sets parameters by - {{name}}: { factor: 3 }. Each has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "Factor for k-space." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.report("info", "…")` reports to the
  // client.
  create: (_context, { factor }) =>
    map((buffer: ReconBuffer): ReconBuffer => {
      const { imaging } = buffer;
      const samples = imaging.gather().map((value) => factor * value);
      return { ...buffer, imaging: imaging.with({ samples }) };
    }),
});
