import { defineGadget, type ImageArray } from "larmor/gadget";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies complex images by a factor: a minimal gadget. Messages are immutable, so it creates new
 * ones. `images.data` is complex, [slices][s][n][coils][z][y][x]; `images.shape` has its sizes.
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply complex images by a factor.",
  in: ["image-array"],
  out: ["image-array"],
  // A chain sets parameters by - {{name}}: { factor: 3 }. Each has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "Factor for complex images." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.report("info", "…")` reports to the
  // client.
  create: (_context, { factor }) =>
    map((images: ImageArray): ImageArray => ({ ...images, data: images.data.map((value) => factor * value) })),
});
