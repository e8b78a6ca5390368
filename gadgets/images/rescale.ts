import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels } from "../../src/numerics/images/index.ts";
import { greatestStored, integerPixels, noRangeAttributes, windowUpTo } from "../../src/recon/images/index.ts";

/**
 * Gives pixels that count from some value a sign: pixel = (value − zero) · (2^bits − 1) / span, rounded, halves to the even
 * number. Phase images of scanners, 0 to 4095 with 2048 for no phase, are so.
 */
export default defineGadget({
  name: "rescale",
  summary: "Rescale pixels that count from some value to signed integers.",
  in: ["image"],
  out: ["image"],
  parameters: {
    zero: Type.Number({ default: 2048, description: "The value that becomes 0." }),
    span: Type.Number({
      exclusiveMinimum: 0,
      default: 2048,
      description: "How far from it lies the value that becomes the greatest, 2^bits − 1.",
    }),
    bits: Type.Integer({
      minimum: 1,
      maximum: 31,
      default: 12,
      description: "Bits of the greatest value, where the measurement's header has no user parameter BitsStored.",
    }),
  },
  create(context, { zero, span, bits }) {
    const greatest = greatestStored(context, bits);
    return map((image: Image): Image => {
      requireReal(image, "rescale");
      const { dataType, pixels } = integerPixels(image.data.length, { minimum: -greatest - 1, maximum: greatest });
      return withAttributes(
        image,
        { ...windowUpTo(greatest), ...noRangeAttributes },
        {
          header: image.header.with({ dataType }),
          data: mapPixels(image.data, pixels, (value) => ((value - zero) * greatest) / span),
        },
      );
    });
  },
});
