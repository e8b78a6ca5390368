import Type from "typebox";
import { defineGadget, toImages } from "../src/gadget/index.ts";
import { imageTask } from "../src/numerics/index.ts";

/**
 * Transforms k-space to coil images: centred, unitary, over readout, phase and, where there is more than one, partition.
 * Pixel size and matrix are those of the recon space, or
 * with `grid: encoded` those that the k-space has, for steps that want it whole; `fov-adjust` makes up for that.
 */
export default defineGadget({
  name: "fft",
  summary: "Transform k-space to coil images.",
  in: ["buffer"],
  out: ["image-array"],
  linear: true,
  parameters: {
    grid: Type.Enum(["recon", "encoded"], {
      default: "recon",
      description: "Matrix and field of view of the images: those of the recon or of the encoded space.",
    }),
  },
  create: (context, { grid }) => toImages(context, imageTask, { combined: false, grid }),
});
