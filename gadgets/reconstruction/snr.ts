import Type from "typebox";
import { collect, defineGadget } from "../../src/gadget-api/index.ts";
import { withCoilMaps } from "../../src/recon/sense/index.ts";
import { SnrArrays, unmixImages, withReplicas, withUnmixing } from "../../src/recon/snr/index.ts";

const ADVICE = "put 'grappa' before 'snr', or acquire a lattice whose R divides the matrix";

/**
 * Images in units of the noise, with g-factors and SNR: P. Kellman and E. McVeigh, Magn Reson Med 54:1439 (2005).
 * Accelerated images are unfolded by the weights of `grappa`, if that is the step before, otherwise by SENSE; coils are
 * combined by maps of unit norm. The noise must be white with variance 1, so put `noise-adjust` first, and no other
 * steps that change k-space between `to-buffer` and this one.
 *
 * The results have series of their own: images (+0), whose noise has the standard deviation g in each of real and
 * imaginary part; g-factors (+20); and SNR, which is image / g (+300). g is 1 without acceleration: it is the noise
 * relative to that of as many lines without aliasing, so that SNR is that of all lines divided by g · √R. GRAPPA's may
 * be less than 1, since its weights are regularised. Only lines of the lattice are used, since g is that of a lattice:
 * the images of `grappa` itself also contain the calibration lines, and have less noise. Lines and samples that partial
 * Fourier and asymmetric echoes leave out stay zero. That lowers the resolution; the scale takes it into account.
 *
 * `replicas` adds the standard deviation over pseudo-replicas (+500), for the first repetition of each image: noise of
 * variance 1 in real and imaginary part at the acquired samples, with the weights and maps of the image (P. Robson et
 * al., Magn Reson Med 60:895, 2008). If repetitions follow the first `skip` ones, their standard deviation comes at the
 * end (+400): of the component in phase with the mean, which has no bias in the background. It contains all variations
 * between repetitions.
 */
export default defineGadget({
  name: "snr",
  summary: "Unfold and combine coils to images in units of the noise, with g-factors and SNR.",
  in: ["buffer"],
  out: ["image-array"],
  parameters: {
    maps: Type.Enum(["direct", "inati", "walsh", "espirit"], {
      default: "direct",
      description: "How coil maps are computed, as for `sense`.",
    }),
    calibration: Type.Enum(["first", "newest"], {
      default: "first",
      description: "The calibration of a slice that maps are computed from, if it has several.",
    }),
    lambda: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Regularisation of SENSE, relative to the data; `grappa` has its own.",
    }),
    skip: Type.Integer({
      minimum: 0,
      maximum: 65535,
      default: 5,
      description: "Repetitions before the steady state, not in the standard deviation over them.",
    }),
    replicas: Type.Integer({
      minimum: 0,
      maximum: 10000,
      default: 0,
      description: "Number of pseudo-replicas.",
    }),
    seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, default: 1, description: "Seed of the replicas' noise." }),
  },
  validate: ({ replicas }) => (replicas === 1 ? "a standard deviation needs at least 2 replicas" : undefined),
  create(context, { maps, calibration, lambda, skip, replicas, seed }) {
    const options = { method: maps, kernel: 6, threshold: 0.02, width: 24, crop: 0, window: 7, iterations: 10 };
    const plan = { method: "direct", renew: calibration === "newest", advice: ADVICE } as const;
    const arrays = new SnrArrays(context, { skip, replicas });
    return (source) =>
      source.pipe(
        withCoilMaps(context, plan, options),
        withUnmixing(context, lambda),
        unmixImages(context),
        withReplicas(context, replicas, seed),
        collect({ take: (images) => arrays.take(images), finish: () => arrays.finish() }),
      );
  },
});
