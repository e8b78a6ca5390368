import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../../src/gadget-api/index.ts";
import { mirrorImages } from "../../src/numerics/cartesian/index.ts";

/**
 * Mirrors images about their centre, which is equivalent to mirroring k-space: for data with the opposite sign
 * convention of the Fourier transform. FIRE's modules mirror both axes, to match the scanner's images. Headers are not
 * changed, since their directions are those of the scanner's images. Put it before images are cropped: for an even
 * number of pixels, the first pixel has no counterpart and stays.
 */
export default defineGadget({
  name: "flip",
  summary: "Mirror images about their centre.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    axes: Type.Array(Type.Enum(["x", "y", "z"]), {
      uniqueItems: true,
      default: ["x", "y"],
      description: "Axes along which to mirror: readout, phase and partition.",
    }),
  },
  create: (_context, { axes }) =>
    map((images: ImageArray): ImageArray => {
      const { x, y, z, coils, n, s, slices } = images.shape;
      const along = [axes.includes("x"), axes.includes("y"), axes.includes("z")] as const;
      return { ...images, data: mirrorImages(images.data, [x, y, z], along, coils * n * s * slices) };
    }),
});
