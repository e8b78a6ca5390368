import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { imageTask } from "../../src/numerics/cartesian/index.ts";
import { headerLines, toImages } from "../../src/recon/kspace/index.ts";

/**
 * Transforms k-space to coil images: centred and unitary, over readout, phase and, if there is more than one,
 * partition. Pixel size and matrix are those of the recon space, or with `grid: encoded` those of k-space, for steps
 * that need the full grid, followed by `fov-adjust`. `scaling: elements` computes a plain sum times coils, n and s, as
 * FIRE's modules scale images. Headers come from the acquired line nearest to the k-space centre, from the line whose
 * `kspace_encode_step_1` is nearest to its `user_5`, where Siemens data store the centre, or from the first acquired
 * line.
 */
export default defineGadget({
  name: "fft",
  summary: "Transform k-space to coil images.",
  in: ["buffer"],
  out: ["image-array"],
  runtime: { linear: true },
  parameters: {
    grid: Type.Enum(["recon", "encoded"], {
      default: "recon",
      description: "Matrix and field of view of the images: those of the recon or the encoded space.",
    }),
    scaling: Type.Enum(["unitary", "elements"], {
      default: "unitary",
      description: "Scale of the transform: unitary, or a sum times the number of coils and images in the buffer.",
    }),
    headerLine: Type.Enum([...headerLines], {
      default: "center",
      description: "The line that provides the images' header: at the k-space centre, at its `user_5`, or the first.",
    }),
  },
  create: (context, { grid, scaling, headerLine }) =>
    toImages(context, imageTask, { combined: false, grid, scaling, headerLine }),
});
