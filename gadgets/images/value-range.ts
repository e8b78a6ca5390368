import Type from "typebox";
import { collect, defineGadget, type ImageArray, MemoryBudget, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { joinedRange, magnitude, valueRange } from "../../src/numerics/images/index.ts";
import { HeldImages, rangeAttributes } from "../../src/recon/images/index.ts";

/**
 * Tells each image the least and the greatest value of all that it belongs with, for steps that treat them alike:
 * `normalize`, `invert`, `colormap`. Images of an array belong together, by their magnitude; they go on at once. Of images
 * that a client sent, those of a series do that follow one another; they are held until another series begins. Where the
 * attributes are of no more use, `attributes` removes them: who changes pixels elsewhere does not know them.
 */
export default defineGadget({
  name: "value-range",
  summary: "Tell images the range of values of all that they belong with.",
  in: ["image-array", "image"],
  out: ["image-array", "image"],
  parameters: {
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 31,
      description: "Most pixels of one series to hold, in bytes; more is an error instead of an exhausted memory.",
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
