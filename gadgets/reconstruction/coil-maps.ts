import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { mapImages, withCoilMaps } from "../../src/recon/sense/index.ts";

/**
 * Sends coil sensitivity maps, as images in which every coil is a channel: those by which `sense` and `snr` combine the
 * coils. They have unit norm over the coils, and their phase is relative to the first principal component of the
 * calibration. The calibration are the lines that are flagged as such or, without these, the fully sampled centre of
 * the images. Maps of a slice are sent once for each calibration, in a series of their own (+600). They have the
 * encoded matrix; put `fov-adjust` after this step. Put `noise-adjust` before it for maps of whitened coils.
 */
export default defineGadget({
  name: "coil-maps",
  summary: "Compute coil sensitivity maps, as images of all coils.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {
    method: Type.Enum(["direct", "inati", "walsh", "espirit"], {
      default: "direct",
      description:
        "`direct`: images of low resolution divided by their root sum of squares; `inati` and `walsh`: local principal " +
        "components of these; `espirit`: kernels that the calibration consists of.",
    }),
    from: Type.Enum(["auto", "reference", "data"], {
      default: "auto",
      description: "Use lines flagged as calibration (reference), the images' own lines (data), or either.",
    }),
    crop: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Maps are zero where ESPIRiT's eigenvalue, 1 in the object, is less than this.",
    }),
  },
  create(context, { method, from, crop }) {
    const options = { method, kernel: 6, threshold: 0.02, width: 24, crop, window: 7, iterations: 10 };
    return (source) => source.pipe(withCoilMaps(context, { method: "cg", from }, options), mapImages(context, method));
  },
});
