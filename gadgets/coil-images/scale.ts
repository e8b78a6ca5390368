import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../../src/gadget-api/index.ts";
import { scale } from "../../src/numerics/images/index.ts";
import { AutomaticFactor, imageRoles, roleOf } from "../../src/recon/images/index.ts";

const factor = (initial: number, what: string) =>
  Type.Number({ exclusiveMinimum: 0, default: initial, description: `Factor of ${what}.` });

/**
 * Multiplies images by a factor, so that they keep their digits when they are rounded, and maps of g-factors, SNR and
 * standard deviations by factors of their own, as Gadgetron's `GenericReconImageArrayScalingGadget`. With `factor:
 * auto`, which is meant for images that are not in units of the noise, it follows from the largest of the middle 24
 * images: 4, or half or a quarter of that so that it fits `max`; if it is below `min` or above `max`, it becomes 2048.
 * Images have the factor in their attribute `GADGETRON_ScaleRatio`.
 */
export default defineGadget({
  name: "scale",
  summary: "Multiply images by a factor, and maps of g, SNR and standard deviations by their own.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    factor: Type.Union([Type.Literal("auto"), Type.Number({ exclusiveMinimum: 0 })], {
      default: 1,
      description: "Factor of images; `auto`: by their maximum.",
    }),
    once: Type.Boolean({
      default: true,
      description: "Whether an `auto` factor, of each encoding, follows from the first images only.",
    }),
    min: Type.Number({
      minimum: 0,
      default: 64,
      description: "For `auto`: minimum of a maximum in units of the noise.",
    }),
    max: Type.Number({ minimum: 0, default: 4095, description: "For `auto`: limit of the maximum, before and after." }),
    gFactor: factor(100, "maps of g-factors"),
    snr: factor(10, "SNR maps"),
    deviation: factor(1000, "maps of standard deviations"),
  },
  create(_context, { factor: wanted, once, min, max, gFactor, snr, deviation }) {
    const automatic = new AutomaticFactor({ min, max, once });
    const own = new Map<string | undefined, number>([
      [imageRoles.gFactor.value, gFactor],
      [imageRoles.snr.value, snr],
      [imageRoles.deviation.value, deviation],
    ]);
    return map((images: ImageArray): ImageArray => {
      const ratio = own.get(roleOf(images)) ?? (wanted === "auto" ? automatic.of(images) : wanted);
      if (ratio === 1) return images;
      const attributes = images.attributes.map((each) => ({ ...each, GADGETRON_ScaleRatio: ratio }));
      return { ...images, data: scale(images.data, ratio), attributes };
    });
  },
});
