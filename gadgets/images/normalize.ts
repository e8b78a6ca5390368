import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, requireReal, scaledAttributes, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { mapPixels, roundHalfEven } from "../../src/numerics/images/index.ts";
import {
  greatestStored,
  integerPixels,
  rangeAttributes,
  sharedRange,
  windowUpTo,
} from "../../src/recon/images/index.ts";

/**
 * Scales images such that the greatest value of those that belong together, or of each where no `value-range` came before,
 * becomes 2^bits − 1, and rounds them, halves to the even number, to short integers, or ushort where 16 bits take that.
 * Images without any positive value are only rounded. The window is set to all values.
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
      description: "Bits of the greatest value, where the measurement's header has no user parameter BitsStored.",
    }),
  },
  create(context, { bits }) {
    const greatest = greatestStored(context, bits);
    return map((image: Image): Image => {
      requireReal(image, "normalize");
      const before = sharedRange(image);
      const factor = before.maximum > 0 ? greatest / before.maximum : 1;
      const scaled = (value: number) => value * factor;
      const [minimum, maximum] = [before.minimum, before.maximum].map((value) => roundHalfEven(scaled(value)));
      const range = { minimum: minimum!, maximum: maximum! };
      const { dataType, pixels } = integerPixels(image.data.length, { minimum: range.minimum, maximum: greatest });
      return withAttributes(
        image,
        { ...scaledAttributes(image, factor), ...windowUpTo(greatest), ...rangeAttributes(range) },
        { header: image.header.with({ dataType }), data: mapPixels(image.data, pixels, scaled) },
      );
    });
  },
});
