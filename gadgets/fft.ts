import { map } from "rxjs";
import { defineGadget, type ImageArray, imageArrayOf, type ReconBuffer } from "../src/gadget/index.ts";
import { toImageSpace } from "../src/numerics/index.ts";

/**
 * Transforms k-space to coil images: centred, unitary, over readout, phase and, where there is more than one, partition.
 * Pixel size and matrix are those of the recon space.
 */
export default defineGadget({
  name: "fft",
  summary: "Transform k-space to coil images of the recon matrix.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {},
  create: ({ header }) =>
    map(
      ({ imaging, encoding }: ReconBuffer): ImageArray =>
        imageArrayOf(imaging, header.encoding[encoding]!, imaging.shape.coils, (plan, count) =>
          toImageSpace(imaging.data, plan, count, imaging.readout),
        ),
    ),
});
