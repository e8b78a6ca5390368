import { map } from "rxjs";
import { defineGadget, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels } from "../../src/numerics/images/index.ts";
import { rangeAttributes, sharedRange, windowUpTo } from "../../src/recon/images/index.ts";

/**
 * Turns bright into dark: each value becomes |maximum − value|, with the maximum of the images that belong together, or
 * of each where no `value-range` came before. The type of the pixels stays, and the window is set to all values.
 */
export default defineGadget({
  name: "invert",
  summary: "Invert the contrast of images.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: () =>
    map((image: Image): Image => {
      requireReal(image, "invert");
      const { minimum, maximum } = sharedRange(image);
      const inverted = (value: number) => Math.abs(maximum - value);
      const data = mapPixels(image.data, image.data.slice(), inverted);
      const range = rangeAttributes({ minimum: 0, maximum: maximum - minimum });
      return withAttributes(image, { ...windowUpTo(maximum), ...range }, { data });
    }),
});
