import { map } from "rxjs";
import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { type Image, parseAttributes } from "../../src/mrd/index.ts";
import { imageIndexer } from "../../src/recon/images/index.ts";

/** Assigns a series to the images of each value of an attribute. Within it, `image_index` counts from 1. */
export default defineGadget({
  name: "number-series",
  summary: "Number series by an image attribute, and the images in each series.",
  in: ["image"],
  out: ["image"],
  parameters: {
    attribute: Type.String({
      default: "FlowDirDisplay",
      description: "The attribute that distinguishes series; images without it form one series.",
    }),
    first: Type.Integer({
      minimum: 0,
      maximum: 60000,
      default: 10,
      description: "Number of the first series; it increases by one for each further series.",
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
