import { defineGadget } from "larmor/gadget";
import type { Image } from "larmor/mrd";
import { map } from "rxjs";
import Type from "typebox";

/** Sets pixels that are weak, against the brightest of their image, to zero. */
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
      description: "Least value that stays, as a share of the brightest pixel.",
    }),
  },
  create: (_context, { level }) =>
    map((image: Image): Image => {
      const brightest = image.data.reduce((most: number, pixel: number) => Math.max(most, pixel), 0);
      return { ...image, data: image.data.map((pixel: number) => (pixel < level * brightest ? 0 : pixel)) };
    }),
});
