import { defineGadget, windowOf, withAttributes } from "larmor/gadget";
import type { Image } from "larmor/mrd";
import { mapPixels } from "larmor/numerics";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies images by a factor: a minimal gadget. Messages are immutable, so it creates new ones.
 * `image.data` is [channels][z][y][x], in an array of `image.header.dataType`; mapPixels rounds if that holds integers.
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply images by a factor.",
  in: ["image"],
  out: ["image"],
  // A chain sets parameters by - {{name}}: { factor: 3 }. Each has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "Factor for images." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.report("info", "…")` reports to the
  // client.
  create: (_context, { factor }) =>
    map((image: Image): Image => {
      const data = mapPixels(image.data, image.data.slice(), (value) => factor * value);
      // Viewers use the window in an image's attributes.
      return withAttributes(image, windowOf(data), { data });
    }),
});
