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

/**
 * Masks pixels of images where the magnitude image of the same slice, phase and repetition is weak: below a share of the
 * greatest magnitude of that slice. Magnitude images are those that `bypass` took out; they go on at once, while the
 * others are held until the end, and leave as those of `mask-temporal-difference` do. What has no magnitude is not masked.
 */
export default defineGadget({
  name: "mask-magnitude",
  summary: "Mask pixels of images where their magnitude images are weak.",
  in: ["image", "bypassed"],
  out: ["image", "bypassed"],
  parameters: {
    level: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      description: "Least magnitude of what stays, as a share of the greatest of its slice.",
    }),
    value: Type.Number({ default: 2048, description: "What masked pixels become." }),
    attribute: Type.String({
      default: "FlowDirDisplay",
      description: "Attribute by whose values, before slice and phase, images leave.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 31,
      description: "Most pixels to hold, in bytes; more is an error instead of an exhausted memory.",
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
      const given = magnitudes.take();
      const byPlace = new Map(given.map((image) => [placeOf(image.header), image]));
      const brightest = new Map<number, number>();
      for (const { header, data } of given) {
        brightest.set(header.slice, Math.max(brightest.get(header.slice) ?? 0, valueRange(data).maximum));
      }
      const images = phaseSeries(held.take(), attribute).flat();
      let without = 0;
      const masked = images.map((image): Image => {
        const magnitude = byPlace.get(placeOf(image.header));
        if (magnitude?.data.length !== image.data.length) {
          without += 1;
          return image;
        }
        const threshold = level * brightest.get(image.header.slice)!;
        const data = image.data.map((pixel: number, i: number) => (magnitude.data[i]! < threshold ? value : pixel));
        return { ...image, data };
      });
      if (without > 0) report("warning", `${without} of ${images.length} images have no magnitude image: not masked`);
      return masked;
    };
    return collect<Image | BypassedImage, Image | BypassedImage>({ take, finish });
  },
});

function placeOf({ slice, phase, repetition }: ImageHeader): string {
  return `${slice} ${phase} ${repetition}`;
}
