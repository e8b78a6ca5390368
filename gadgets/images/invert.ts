import { map } from "rxjs";
import { defineGadget, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels } from "../../src/numerics/images/index.ts";
import { rangeAttributes, sharedRange, windowUpTo } from "../../src/recon/images/index.ts";

/**
 * Inverts the contrast: each value becomes |maximum − value|, with the maximum of the image's group, or of the image if
 * there was no `value-range` before. The data type is kept, and the window is set to the full range.
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
