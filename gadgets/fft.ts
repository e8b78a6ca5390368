import { defineGadget, toImages } from "../src/gadget/index.ts";
import { imageTask } from "../src/numerics/index.ts";

/**
 * Transforms k-space to coil images: centred, unitary, over readout, phase and, where there is more than one, partition.
 * Pixel size and matrix are those of the recon space.
 */
export default defineGadget({
  name: "fft",
  summary: "Transform k-space to coil images of the recon matrix.",
  in: ["buffer"],
  out: ["image-array"],
  linear: true,
  parameters: {},
  create: (context) => toImages(context, imageTask, { combined: false }),
});
