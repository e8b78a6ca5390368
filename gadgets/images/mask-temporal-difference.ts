import Type from "typebox";
import { collect, defineGadget, MemoryBudget, requireReal } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { meanDifference } from "../../src/numerics/images/index.ts";
import { HeldImages, phaseSeries } from "../../src/recon/images/index.ts";

/**
 * Masks pixels that vary from phase to phase like noise: the mean of |Δⁿ|, the difference of order n along phase,
 * exceeds a threshold. (FIRE's module computes differences of unsigned pixels modulo their range; these are true
 * differences.) Images are grouped by slice and other counters, and by an attribute; they leave ordered by the
 * attribute's value, then by slice and phase. All are held until the end.
 */
export default defineGadget({
  name: "mask-temporal-difference",
  summary: "Mask pixels that vary from phase to phase like noise.",
  in: ["image"],
  out: ["image"],
  parameters: {
    threshold: Type.Number({ minimum: 0, default: 250, description: "Maximum mean difference of unmasked pixels." }),
    order: Type.Integer({
      minimum: 1,
      maximum: 8,
      default: 3,
      description: "Order n of the difference along phase; a series of at most n phases is not masked.",
    }),
    value: Type.Number({ default: 2048, description: "Value of masked pixels, in every phase." }),
    attribute: Type.String({
      default: "FlowDirDisplay",
      description: "Attribute that distinguishes series of phases, in addition to the counters.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the pixels held, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { threshold, order, value, attribute, maxBytes }) {
    const { report } = context;
    const held = new HeldImages(new MemoryBudget(maxBytes, context));
    let short = 0;
    const masked = (series: readonly Image[]): readonly Image[] => {
      const differences = meanDifference(
        series.map(({ data }) => data),
        order,
      );
      if (differences === undefined) {
        short += 1;
        return series;
      }
      return series.map((image) => {
        const data = image.data.slice();
        for (const [pixel, difference] of differences.entries()) if (difference > threshold) data[pixel] = value;
        return { ...image, data };
      });
    };
    const take = (image: Image): readonly Image[] => {
      requireReal(image, "mask-temporal-difference");
      held.add(image);
      return [];
    };
    const finish = (): readonly Image[] => {
      const all = phaseSeries(held.take(), attribute);
      const images = all.flatMap(masked);
      if (short > 0) report("warning", `${short} of ${all.length} series have at most ${order} phases: not masked`);
      return images;
    };
    return collect({ take, finish });
  },
});
