import { defineGadget } from "larmor/gadget";
import type { Image } from "larmor/mrd";
import { map } from "rxjs";
import Type from "typebox";

/** Sets pixels to zero that are below a fraction of the maximum of their image. */
export default defineGadget({
  name: "darken",
  summary: "Set weak pixels to zero.",
  in: ["image"],
  out: ["image"],
  parameters: {
    level: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.05,
      description: "Threshold, as a fraction of the maximum pixel value; pixels below it become zero.",
    }),
  },
  create: (_context, { level }) =>
    map((image: Image): Image => {
      const maximum = image.data.reduce((most: number, pixel: number) => Math.max(most, pixel), 0);
      return { ...image, data: image.data.map((pixel: number) => (pixel < level * maximum ? 0 : pixel)) };
    }),
});
