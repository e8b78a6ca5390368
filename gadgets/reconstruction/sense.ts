import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { unfoldImages, withCoilMaps } from "../../src/recon/sense/index.ts";

/** Residual at which conjugate gradients end, relative to the right-hand side. */
const TOLERANCE = 1e-4;

/**
 * Unfolds undersampled k-space by coil maps, to one image of all coils: SENSE, K. Pruessmann et al., MRM 42:952 (1999)
 * and 46:638 (2001). The image x minimises ‖A x − y‖² + λ‖x‖² over the acquired lines y, with maps of unit norm, so that
 * λ is relative to the data. `direct` solves it pixel by pixel for a uniform lattice; `cg`, conjugate gradients, uses
 * all acquired lines in any pattern, calibration included. Fully sampled images are combined by the maps.
 *
 * Maps come from the calibration lines: images of low resolution divided by their root sum of squares (`direct`), or
 * local principal components of them (`inati`, `walsh`), or ESPIRiT (M. Uecker et al., MRM 71:990, 2014). They are kept while the
 * calibration of a slice is the same, also for later images without one. Images have the encoded matrix; put
 * `fov-adjust` after this step. Coils should have white noise: put `noise-adjust` before it.
 */
export default defineGadget({
  name: "sense",
  summary: "Unfold undersampled k-space by coil maps, to images.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {
    maps: Type.Enum(["direct", "inati", "walsh", "espirit"], {
      default: "direct",
      description: "How coil maps are computed; `espirit` is best for data with little noise, and takes longest.",
    }),
    method: Type.Enum(["auto", "cg", "direct"], {
      default: "auto",
      description:
        "`direct` needs a uniform lattice; `cg` uses every line; `auto`: direct if there are no other lines.",
    }),
    lambda: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.01,
      description: "Regularisation, relative to the data.",
    }),
    iterations: Type.Integer({ minimum: 1, maximum: 1000, default: 30, description: "Maximum iterations of `cg`." }),
    crop: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Images are zero where ESPIRiT's eigenvalue, 1 in the object, is less than this.",
    }),
  },
  create(context, { maps, method, lambda, iterations, crop }) {
    const options = { method: maps, kernel: 6, threshold: 0.02, width: 24, crop, window: 7, iterations: 10 };
    const cg = { lambda, iterations, tolerance: TOLERANCE };
    return (source) => source.pipe(withCoilMaps(context, { method }, options), unfoldImages(context, cg));
  },
});
