import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels } from "../../src/numerics/images/index.ts";
import { integerPixels, maximumStored, noRangeAttributes, windowUpTo } from "../../src/recon/images/index.ts";

/**
 * Converts pixels with an offset to signed integers: pixel = (value − zero) · (2^bits − 1) / span, rounded, halves to
 * even. An example are phase images of scanners: 0 to 4095, with 2048 for zero phase.
 */
export default defineGadget({
  name: "rescale",
  summary: "Rescale pixels with an offset to signed integers.",
  in: ["image"],
  out: ["image"],
  parameters: {
    zero: Type.Number({ default: 2048, description: "The value that becomes 0." }),
    span: Type.Number({
      exclusiveMinimum: 0,
      default: 2048,
      description: "Difference from it that becomes the maximum, 2^bits − 1.",
    }),
    bits: Type.Integer({
      minimum: 1,
      maximum: 31,
      default: 12,
      description: "Bits of the maximum value, if the header has no user parameter BitsStored.",
    }),
  },
  create(context, { zero, span, bits }) {
    const fullScale = maximumStored(context, bits);
    return map((image: Image): Image => {
      requireReal(image, "rescale");
      const { dataType, pixels } = integerPixels(image.data.length, { minimum: -fullScale - 1, maximum: fullScale });
      return withAttributes(
        image,
        { ...windowUpTo(fullScale), ...noRangeAttributes },
        {
          header: image.header.with({ dataType }),
          data: mapPixels(image.data, pixels, (value) => ((value - zero) * fullScale) / span),
        },
      );
    });
  },
});
