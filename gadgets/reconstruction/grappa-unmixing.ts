import { mergeMap } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../../src/gadget-api/index.ts";
import { imageRoles, withRole } from "../../src/recon/images/index.ts";
import { gFactorMaps, snrMaps, unmixImages, withUnmixing } from "../../src/recon/unmixing/index.ts";

const selection = (dimension: string) =>
  Type.Union([Type.Enum(["average", "each"]), Type.Integer({ minimum: 0, maximum: 65535 })], {
    default: "average",
    description: `The reference along ${dimension}: the average, each image's own, or the one of this index.`,
  });
const size = (most: number, initial: number, what: string) =>
  Type.Integer({ minimum: 1, maximum: most, default: initial, description: what });

/**
 * Unfolds undersampled k-space and combines the coils in one step, in image space, as Gadgetron's
 * `GenericReconCartesianGrappaGadget` does: the images of the zero-filled lattice are multiplied by unmixing coefficients,
 * computed from GRAPPA kernels and coil maps (H. Saybasili et al., Magn Reson Med 61:1425, 2009). Both come from the
 * reference, or from the image data if there is none: kernels by `lambda` relative to the mean energy, maps from images
 * of low resolution. Lattice and calibration block follow from the lines that came. Pure calibration lines are not
 * part of the images; the gadget `grappa` keeps them, for less noise. Complete images are combined by the maps.
 *
 * With `scaling: snr` the noise of prewhitened data has a standard deviation of g, the g-factor, in each part of a
 * pixel. Maps of g, √Σ|u|² / R over the coefficients u, and images divided by g are further series: images of encoding
 * e, counted from 0, are series e + 1, maps of g 10 (e + 2), and of SNR 100 (e + 3), plus `series`.
 */
export default defineGadget({
  name: "grappa-unmixing",
  summary: "Unfold and combine coils in image space, by GRAPPA kernels and coil maps; maps of g and SNR.",
  in: ["buffer"],
  out: ["image-array"],
  runtime: { linear: true },
  parameters: {
    kernelE0: Type.Integer({ minimum: 1, maximum: 15, default: 5, description: "Samples of the kernel along e0." }),
    kernelE1: size(12, 4, "Lines of the kernel along e1."),
    kernelE2: size(12, 4, "The same along e2, in volumes."),
    lambda: Type.Number({ minimum: 0, maximum: 10, default: 5e-4, description: "Regularization of the kernels." }),
    equations: Type.Number({
      minimum: 1,
      maximum: 1e6,
      default: 45,
      description: "Equations per unknown in volumes, beyond which samples far from the centre of e0 are left out.",
    }),
    fit: Type.Enum(["all", "missing"], {
      default: "all",
      description: "Whether acquired lines are fitted too (all), or kept (missing).",
    }),
    unfold: Type.Boolean({ default: true, description: "Whether to unfold; otherwise only combine the coils." }),
    coils: Type.Integer({
      minimum: 0,
      maximum: 1024,
      default: 0,
      description: "Coils that are combined; 0: `threshold`.",
    }),
    threshold: Type.Number({
      maximum: 1,
      default: -1,
      description: "Combine the first coils that have this part of the first one's energy; all, if negative.",
    }),
    window: size(63, 7, "Window of coil maps in plane, in pixels."),
    windowZ: size(63, 5, "The same along z, in volumes."),
    steps: size(100, 3, "Steps of the power method for coil maps."),
    n: selection("n"),
    s: selection("s"),
    weights: Type.Enum(["newest", "first"], {
      default: "newest",
      description: "The reference used, if a slice has several: each one (newest), or the first.",
    }),
    center: Type.Enum(["k-space", "block"], {
      default: "k-space",
      description: "Centre of the reference for coil maps: of k-space; or the middle of its block, as in Gadgetron.",
    }),
    scaling: Type.Enum(["snr", "signal"], {
      default: "snr",
      description: "Images in units of the noise, or of the signal.",
    }),
    maps: Type.Array(Type.Enum(["g", "snr"]), {
      uniqueItems: true,
      default: [],
      description: "Further images: maps of the g-factor, and images divided by it.",
    }),
    series: Type.Integer({ minimum: 0, maximum: 9999, default: 0, description: "Added to the series of all images." }),
  },
  create(context, wanted) {
    const { lambda, equations, fit, coils, threshold, window, windowZ, steps, n, s, weights, center } = wanted;
    const options = {
      kernel: [wanted.kernelE0, wanted.kernelE1, wanted.kernelE2] as const,
      lambda,
      equations,
      targets: fit,
      destinations: { count: coils, threshold },
      reference: { n, s },
      unfold: wanted.unfold,
      renew: weights === "newest",
      center,
    };
    const g = wanted.maps.length > 0;
    const unmix = withUnmixing(context, options, { window: { inPlane: window, alongZ: windowZ, steps }, g });
    return (source) =>
      source.pipe(
        unmix,
        unmixImages(context, wanted.scaling),
        mergeMap(function* (unmixed): Generator<ImageArray> {
          const { images, plan } = unmixed;
          const undersampled = plan.lattices.some((lattice) => lattice !== undefined);
          if (wanted.maps.includes("g") && undersampled)
            yield withRole(gFactorMaps(unmixed, options.reference), imageRoles.gFactor, wanted.series);
          if (wanted.maps.includes("snr")) yield withRole(snrMaps(unmixed), imageRoles.snr, wanted.series);
          yield { ...images, series: wanted.series + 1 };
        }),
      );
  },
});
