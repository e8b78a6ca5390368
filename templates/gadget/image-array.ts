import { defineGadget, type ImageArray } from "larmor/gadget";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies complex images by a factor: the simplest gadget that does something. Messages are immutable, so it creates new
 * ones. `images.data` is complex, [slices][s][n][coils][z][y][x]; `images.shape` has its sizes.
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply complex images by a factor.",
  in: ["image-array"],
  out: ["image-array"],
  // What a chain may set: - {{name}}: { factor: 3 }. A parameter has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "By which complex images are multiplied." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.tell("info", "…")` reports to the client.
  create: (_context, { factor }) =>
    map((images: ImageArray): ImageArray => ({ ...images, data: images.data.map((value) => factor * value) })),
});
