import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, requireReal, scaledAttributes, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels, roundHalfEven } from "../../src/numerics/images/index.ts";
import {
  integerPixels,
  maximumStored,
  rangeAttributes,
  sharedRange,
  windowUpTo,
} from "../../src/recon/images/index.ts";

/**
 * Scales images so that the maximum of the image's group, or of the image if there was no `value-range` before, becomes
 * 2^bits − 1. Rounds, halves to even, to short integers, or ushort if 16 bits suffice. Images without positive values
 * are only rounded. The window is set to the full range.
 */
export default defineGadget({
  name: "normalize",
  summary: "Scale images to the integers of a number of bits.",
  in: ["image"],
  out: ["image"],
  parameters: {
    bits: Type.Integer({
      minimum: 1,
      maximum: 31,
      default: 12,
      description: "Bits of the maximum value, if the header has no user parameter BitsStored.",
    }),
  },
  create(context, { bits }) {
    const fullScale = maximumStored(context, bits);
    return map((image: Image): Image => {
      requireReal(image, "normalize");
      const before = sharedRange(image);
      const factor = before.maximum > 0 ? fullScale / before.maximum : 1;
      const scaled = (value: number) => value * factor;
      const [minimum, maximum] = [before.minimum, before.maximum].map((value) => roundHalfEven(scaled(value)));
      const range = { minimum: minimum!, maximum: maximum! };
      const { dataType, pixels } = integerPixels(image.data.length, { minimum: range.minimum, maximum: fullScale });
      return withAttributes(
        image,
        { ...scaledAttributes(image, factor), ...windowUpTo(fullScale), ...rangeAttributes(range) },
        { header: image.header.with({ dataType }), data: mapPixels(image.data, pixels, scaled) },
      );
    });
  },
});
