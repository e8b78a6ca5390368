import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../../src/gadget-api/index.ts";
import { unmixImages, withRealtimeUnmixing } from "../../src/recon/unmixing/index.ts";

/**
 * Unfolds planes and combines the coils in image space, as the real-time chains of Gadgetron (`grappa_float_cpu` and
 * others). Kernels and coil maps come from the newest of all lines of a slice, calibration or not: images wait until
 * these have no gap about the k-space centre, and coefficients are computed again with each image, so that they follow
 * the object. Lines of alternating lattices are a calibration, too (TGRAPPA: F. Breuer et al., Magn Reson Med 53:981,
 * 2005). A slice that moves starts from scratch. Coils should be few: put `coil-pca` and `coil-reduction` before it.
 *
 * Unlike in Gadgetron, the coefficients of an image always include its own lines, and no line after them, so that
 * results don't depend on timing. Gadgetron's calibration reads the first sample of the next line after each
 * line, which changes images by less than one per cent: `overlapping` does, too.
 */
export default defineGadget({
  name: "realtime-unmixing",
  summary: "Unfold and combine coils in image space, by the newest lines of each slice.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {
    kernelE0: Type.Integer({ minimum: 1, maximum: 15, default: 5, description: "Samples of the kernel along e0." }),
    kernelE1: Type.Integer({ minimum: 1, maximum: 12, default: 4, description: "Lines of the kernel along e1." }),
    lambda: Type.Number({ minimum: 0, maximum: 10, default: 5e-4, description: "Regularization of the kernels." }),
    window: Type.Integer({ minimum: 1, maximum: 63, default: 5, description: "Window of coil maps, in pixels." }),
    steps: Type.Integer({ minimum: 1, maximum: 100, default: 3, description: "Steps of the power method for them." }),
    weights: Type.Enum(["newest", "first"], {
      default: "newest",
      description: "Coefficients for each image (newest), or only the first ones of a slice.",
    }),
    overlapping: Type.Boolean({
      default: false,
      description: "Whether calibration lines end with the first sample of the next, as in Gadgetron.",
    }),
    series: Type.Integer({ minimum: 0, maximum: 9999, default: 0, description: "Series of the images." }),
  },
  create(context, { kernelE0, kernelE1, lambda, window, steps, weights, overlapping, series }) {
    const options = { kernel: [kernelE0, kernelE1] as const, lambda, renew: weights === "newest", overlapping };
    return (source) =>
      source.pipe(
        withRealtimeUnmixing(context, options, { window: { inPlane: window, alongZ: 1, steps }, g: false }),
        unmixImages(context, "signal"),
        map(({ images }): ImageArray => ({ ...images, series })),
      );
  },
});
