import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../src/gadget/index.ts";
import { combineRootSumOfSquares } from "../src/numerics/index.ts";

/** Combines coil images to one: `rss` is √Σ|c|² over the coils, `none` leaves them apart as channels of one image. */
export default defineGadget({
  name: "coil-combine",
  summary: "Combine the coil images of each image to one.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    method: Type.Enum(["rss", "none"], {
      default: "rss",
      description: "`rss`: root sum of squares; `none`: every coil stays a channel of its own.",
    }),
  },
  create: (_context, { method }) =>
    map((images: ImageArray): ImageArray => {
      if (method === "none") return images;
      const { coils, n, s, slices } = images.shape;
      return {
        ...images,
        shape: { ...images.shape, coils: 1 },
        data: combineRootSumOfSquares(images.data, coils, coils * n * s * slices),
        headers: images.headers.map((header) => header.with({ channels: 1 })),
      };
    }),
});
