import { defineGadget, toImages } from "../src/gadget/index.ts";
import { combinedImageTask } from "../src/numerics/index.ts";

/** From k-space to combined images in one step: `fft` and `coil-combine: { method: rss }`, as Gadgetron's SimpleRecon. */
export default defineGadget({
  name: "simple-recon",
  summary: "Transform k-space and combine the coils by root sum of squares.",
  in: ["buffer"],
  out: ["image-array"],
  linear: true,
  parameters: {},
  create: (context) => toImages(context, combinedImageTask, { combined: true }),
});
