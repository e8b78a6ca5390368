import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { griddedBuffers } from "../../src/recon/trajectories/index.ts";

/**
 * Converts weighted samples to k-space on a Cartesian grid, for steps on buffers, such as `kspace-filter` or `bart`: the
 * transform of the images that gridding makes of them. All lines of the encoded matrix are filled; what was not sampled is
 * nearly zero. `to-samples` is the other direction.
 */
export default defineGadget({
  name: "to-grid",
  summary: "Convert samples anywhere in k-space to k-space on a Cartesian grid.",
  in: ["samples"],
  out: ["buffer"],
  parameters: {
    accuracy: Type.Enum(["fast", "default", "exact"], {
      default: "default",
      description: "Accuracy of the transform: errors of 3e-4, 6e-6 or 7e-7.",
    }),
  },
  create(context, { accuracy }) {
    return griddedBuffers(context, accuracy);
  },
});
