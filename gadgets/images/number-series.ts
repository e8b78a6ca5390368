import { map } from "rxjs";
import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { type Image, parseAttributes } from "../../src/mrd/index.ts";
import { imageIndexer } from "../../src/recon/images/index.ts";

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
    const series = new Map<string, number>();
    const nextIndex = imageIndexer();
    return map((image: Image): Image => {
      const value = (parseAttributes(image.attributes).get(attribute) ?? []).join("\n");
      const imageSeriesIndex = series.get(value) ?? first + series.size;
      series.set(value, imageSeriesIndex);
      const imageIndex = nextIndex(imageSeriesIndex);
      return { ...image, header: image.header.with({ imageSeriesIndex, imageIndex }) };
    });
  },
});
