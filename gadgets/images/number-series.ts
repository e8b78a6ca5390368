import { map } from "rxjs";
import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { type Image, parseAttributes } from "../../src/mrd/index.ts";

/** Gives the images of each value of an attribute a series of their own, in which `image_index` counts from 1. */
export default defineGadget({
  name: "number-series",
  summary: "Number series by an attribute of images, and the images in each.",
  in: ["image"],
  out: ["image"],
  parameters: {
    attribute: Type.String({
      default: "FlowDirDisplay",
      description: "The attribute that tells series apart; images without it are one series.",
    }),
    first: Type.Integer({
      minimum: 0,
      maximum: 60000,
      default: 10,
      description: "Number of the series that comes first; the next gets one more.",
    }),
  },
  create(_context, { attribute, first }) {
    const series = new Map<string, { readonly number: number; images: number }>();
    return map((image: Image): Image => {
      const value = (parseAttributes(image.attributes).get(attribute) ?? []).join("\n");
      const own = series.get(value) ?? { number: first + series.size, images: 0 };
      series.set(value, own);
      own.images += 1;
      const imageIndex = ((own.images - 1) % 0xffff) + 1; // the wire has 16 bits for it
      return { ...image, header: image.header.with({ imageSeriesIndex: own.number, imageIndex }) };
    });
  },
});
