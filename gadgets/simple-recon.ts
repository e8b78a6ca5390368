import { map } from "rxjs";
import { defineGadget, type ImageArray, imageArrayOf, type ReconBuffer } from "../src/gadget/index.ts";
import { combineRootSumOfSquares, toImageSpace } from "../src/numerics/index.ts";

/** From k-space to combined images in one step: `fft` and `coil-combine: { method: rss }`, as Gadgetron's SimpleRecon. */
export default defineGadget({
  name: "simple-recon",
  summary: "Transform k-space and combine the coils by root sum of squares.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {},
  create: ({ header }) =>
    map(
      ({ imaging, encoding }: ReconBuffer): ImageArray =>
        imageArrayOf(imaging, header.encoding[encoding]!, 1, (plan, count) =>
          combineRootSumOfSquares(toImageSpace(imaging.data, plan, count, imaging.readout), imaging.shape.coils, count),
        ),
    ),
});
