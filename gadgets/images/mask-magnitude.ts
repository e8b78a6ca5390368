import Type from "typebox";
import {
  type BypassedImage,
  collect,
  defineGadget,
  imageKindOf,
  MemoryBudget,
  requireReal,
} from "../../src/gadget-api/index.ts";
import type { Image, ImageHeader } from "../../src/mrd/index.ts";
import { valueRange } from "../../src/numerics/images/index.ts";
import { HeldImages, phaseSeries } from "../../src/recon/images/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Masks pixels whose magnitude image, of the same slice, phase and repetition, is weak: below a fraction of the slice's
 * maximum magnitude. Magnitude images are those that bypass this step; they are passed on immediately. The other images
 * are held until the end, and leave in the order of `mask-temporal-difference`. Images without a magnitude image are
 * not masked.
 */
export default defineGadget({
  name: "mask-magnitude",
  summary: "Mask pixels of images where the magnitude is low.",
  in: ["image", "bypassed"],
  out: ["image", "bypassed"],
  parameters: {
    level: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      description: "Minimum magnitude of unmasked pixels, as a fraction of the slice's maximum.",
    }),
    value: Type.Number({ default: 2048, description: "Value of masked pixels." }),
    attribute: Type.String({
      default: "FlowDirDisplay",
      description: "Attribute that orders the output, before slice and phase.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the pixels held, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { level, value, attribute, maxBytes }) {
    const { report } = context;
    const held = new HeldImages(new MemoryBudget(maxBytes, context));
    const magnitudes = new HeldImages(new MemoryBudget(maxBytes, context));
    const take = (message: Image | BypassedImage): BypassedImage[] => {
      if (message.kind === "bypassed") {
        if (imageKindOf(message.image.header) === "magnitude") magnitudes.add(message.image);
        return [message];
      }
      requireReal(message, "mask-magnitude");
      held.add(message);
      return [];
    };
    const finish = (): Image[] => {
      const magnitudeImages = magnitudes.take();
      const byPlace = new Map(magnitudeImages.map((image) => [placeOf(image.header), image]));
      const maxima = new Map<number, number>();
      for (const { header, data } of magnitudeImages) {
        maxima.set(header.slice, Math.max(maxima.get(header.slice) ?? 0, valueRange(data).maximum));
      }
      const images = phaseSeries(held.take(), attribute).flat();
      let without = 0;
      const masked = images.map((image): Image => {
        const magnitude = byPlace.get(placeOf(image.header));
        if (magnitude?.data.length !== image.data.length) {
          without += 1;
          return image;
        }
        const threshold = level * maxima.get(image.header.slice)!;
        const data = image.data.map((pixel: number, i: number) => (magnitude.data[i]! < threshold ? value : pixel));
        return { ...image, data };
      });
      if (without > 0)
        report(
          "warning",
          `${without} of ${counted(images.length, "image")} ${without === 1 ? "has" : "have"} no magnitude image: not masked`,
        );
      return masked;
    };
    return collect<Image | BypassedImage, Image | BypassedImage>({ take, finish });
  },
});

function placeOf({ slice, phase, repetition }: ImageHeader): string {
  return `${slice} ${phase} ${repetition}`;
}
