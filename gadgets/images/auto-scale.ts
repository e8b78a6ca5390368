import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, scaledAttributes, withAttributes } from "../../src/gadget-api/index.ts";
import { DataType, type Image, ImageType } from "../../src/mrd/index.ts";
import { histogramPercentile, percentile, scale } from "../../src/numerics/images/index.ts";

/**
 * Scales each magnitude image so that the 99th percentile of its pixels becomes 2048. (Gadgetron reads the percentile
 * from a histogram of 100 bins, `bins: 100`, which gives a scale that is a few per cent smaller.) An image is not changed if that percentile is zero or not finite, or if it is not a
 * float magnitude image.
 */
export default defineGadget({
  name: "auto-scale",
  summary: "Scale magnitude images to a common range.",
  in: ["image"],
  out: ["image"],
  parameters: {
    percentile: Type.Number({
      minimum: 0,
      maximum: 100,
      default: 99,
      description: "Percentile of the pixel values.",
    }),
    bins: Type.Integer({
      minimum: 0,
      maximum: 65536,
      default: 0,
      description: "Bins of the histogram from which the percentile is read, as in Gadgetron; 0: it is exact.",
    }),
    value: Type.Number({ exclusiveMinimum: 0, default: 2048, description: "Value of that percentile after scaling." }),
  },
  create: (_context, { percentile: percent, bins, value }) =>
    map((image: Image): Image => {
      const { header, data } = image;
      if (header.imageType !== ImageType.magnitude || !(data instanceof Float32Array)) return image;
      if (header.dataType !== DataType.float || data.length === 0) return image;
      const reference = bins > 0 ? histogramPercentile(data, percent, bins) : percentile(data, percent);
      if (!(reference > 0 && reference < Number.POSITIVE_INFINITY)) return image;
      const factor = value / reference;
      return withAttributes(image, scaledAttributes(image, factor), { data: scale(data, factor) });
    }),
});
