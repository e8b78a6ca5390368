import { defineGadget, windowOf, withAttributes } from "larmor/gadget";
import type { Image } from "larmor/mrd";
import { mapPixels } from "larmor/numerics";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Multiplies images by a factor: the simplest gadget that does something. Messages are immutable, so it creates new ones.
 * `image.data` is [channels][z][y][x], in an array of `image.header.dataType`; mapPixels rounds if that holds integers.
 */
export default defineGadget({
  name: "{{name}}",
  summary: "Multiply images by a factor.",
  in: ["image"],
  out: ["image"],
  // What a chain may set: - {{name}}: { factor: 3 }. A parameter has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "By which images are multiplied." }),
  },
  // Called once per session. `context.header` is the measurement's; `context.tell("info", "…")` reports to the client.
  create: (_context, { factor }) =>
    map((image: Image): Image => {
      const data = mapPixels(image.data, image.data.slice(), (value) => factor * value);
      // Viewers show the range of values that an image's attributes say.
      return withAttributes(image, windowOf(data), { data });
    }),
});
