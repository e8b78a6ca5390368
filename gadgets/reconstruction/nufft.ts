import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { griddedImages } from "../../src/recon/trajectories/index.ts";

/**
 * Reconstructs coil images from samples anywhere in k-space, by gridding: samples are weighted by the area of k-space
 * that they stand for (put `density` before this step), spread to a grid by a Kaiser–Bessel kernel, and transformed. The
 * scale is that of a Cartesian scan of the same object. Plans are kept for trajectories that come again.
 *
 * Source: J. Jackson et al., IEEE Trans Med Imaging 10:473 (1991); P. Beatty et al., ibid. 24:799 (2005).
 */
export default defineGadget({
  name: "nufft",
  summary: "Reconstruct coil images from samples anywhere in k-space, by gridding.",
  in: ["samples"],
  out: ["image-array"],
  parameters: {
    accuracy: Type.Enum(["fast", "default", "exact"], {
      default: "default",
      description: "Accuracy of the transform: errors of 3e-4, 6e-6 or 7e-7 of the image.",
    }),
    scaling: Type.Enum(["unitary", "grid"], {
      default: "unitary",
      description:
        "`unitary`: scale of a Cartesian scan; `grid`: Gadgetron's, whose weights sum to the cells of its grid.",
    }),
  },
  create(context, options) {
    return griddedImages(context, options);
  },
});
