import Type from "typebox";
import { collect, defineGadget, type ImageArray, MemoryBudget, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { joinedRange, magnitude, valueRange } from "../../src/numerics/images/index.ts";
import { HeldImages, rangeAttributes } from "../../src/recon/images/index.ts";

/**
 * Records in each image the minimum and maximum of its group, for steps that treat a group alike: `normalize`,
 * `invert`, `colormap`. The images of an array form a group, by their magnitude, and are passed on immediately. Of
 * images that a client sent, consecutive ones of a series form a group; they are held until the next series starts.
 * Steps outside this group of gadgets do not update the attributes: remove them with `attributes` when no longer
 * needed.
 */
export default defineGadget({
  name: "value-range",
  summary: "Record in images the value range of their group.",
  in: ["image-array", "image"],
  out: ["image-array", "image"],
  parameters: {
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the pixels of one series, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { maxBytes }) {
    const held = new HeldImages(new MemoryBudget(maxBytes, context));
    const series = (): readonly Image[] => {
      const images = held.take();
      const range = joinedRange(images.map(({ data }) => valueRange(data)));
      return images.map((image) => withAttributes(image, rangeAttributes(range)));
    };
    const take = (image: Image): readonly Image[] => {
      const before = held.last?.header.imageSeriesIndex ?? image.header.imageSeriesIndex;
      const complete = before === image.header.imageSeriesIndex ? [] : series();
      held.add(image);
      return complete;
    };
    return collect<Image | ImageArray, Image | ImageArray>({
      take: (message) => (message.kind === "image" ? take(message) : [withRange(message)]),
      finish: series,
    });
  },
});

function withRange(images: ImageArray): ImageArray {
  const range = rangeAttributes(valueRange(magnitude(images.data)));
  return { ...images, attributes: images.attributes.map((facts) => ({ ...facts, ...range })) };
}
