import { defineGadget } from "../../src/gadget-api/index.ts";
import { combinedImageTask } from "../../src/numerics/cartesian/index.ts";
import { toImages } from "../../src/recon/kspace/index.ts";

/**
 * From k-space to combined images in one step: `fft` and `coil-combine: { method: rss }`, as Gadgetron's SimpleRecon.
 */
export default defineGadget({
  name: "simple-recon",
  summary: "Transform k-space and combine the coils by root sum of squares.",
  in: ["buffer"],
  out: ["image-array"],
  runtime: { linear: true },
  parameters: {},
  create: (context) => toImages(context, combinedImageTask, { combined: true }),
});
