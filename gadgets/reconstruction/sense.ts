import { connect, filter, merge } from "rxjs";
import Type from "typebox";
import { defineGadget, type Message, type ReconBuffer, type SampleSet } from "../../src/gadget-api/index.ts";
import { unfoldImages, withCoilMaps } from "../../src/recon/sense/index.ts";
import { senseOfSamples } from "../../src/recon/trajectories/index.ts";

/** Residual at which conjugate gradients of Cartesian images end, relative to the right-hand side. */
const TOLERANCE = 1e-4;

/** Iterations unless they are set: density weights make a few suffice. */
const ITERATIONS = { buffer: 30, samples: 8 } as const;

/**
 * Reconstructs undersampled k-space by coil maps, to one image of all coils: SENSE, K. Pruessmann et al., MRM 42:952 (1999)
 * and 46:638 (2001). The image x minimises ‖A x − y‖² + λ‖x‖² over the samples y, with maps of unit norm, so that λ is
 * relative to the data. Of k-space on its grid, `direct` solves it pixel by pixel for a uniform lattice, and `cg`,
 * conjugate gradients, uses all acquired lines in any pattern, calibration included; fully sampled images are combined by
 * the maps. Of samples anywhere, with their density weights, `cg` does it, and `direct` combines gridded coil images.
 *
 * Maps come from the k-space centre: images of low resolution divided by their root sum of squares (`direct`), or local
 * principal components of them (`inati`, `walsh`), or ESPIRiT (M. Uecker et al., MRM 71:990, 2014). On a grid, the centre
 * is the calibration lines; maps are kept while the calibration of a slice is the same, also for later images without
 * one. Of samples it is that of a reference, of each image, or of some images together. Images have the encoded
 * matrix; put `fov-adjust` after this step. Coils should have white noise: put `noise-adjust` before it.
 */
export default defineGadget({
  name: "sense",
  summary: "Reconstruct undersampled k-space by coil maps, to images.",
  in: ["buffer", "samples"],
  out: ["image-array"],
  parameters: {
    maps: Type.Enum(["direct", "inati", "walsh", "espirit"], {
      default: "direct",
      description: "How coil maps are computed; `espirit` is best for data with little noise, and takes longest.",
    }),
    method: Type.Enum(["auto", "cg", "direct"], {
      default: "auto",
      description:
        "`direct` needs a uniform lattice, or complete samples; `cg` uses every line or sample; `auto`: direct where it " +
        "uses them all.",
    }),
    lambda: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.01,
      description: "Regularisation, relative to the data.",
    }),
    iterations: Type.Integer({
      minimum: 0,
      maximum: 1000,
      default: 0,
      description: "Maximum iterations of conjugate gradients; 0: 30 on a grid, 8 of samples.",
    }),
    crop: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Images are zero where ESPIRiT's eigenvalue, 1 in the object, is less than this.",
    }),
    mapFrames: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 0,
      description: "Of samples: images that maps are computed from, the first ones of a slice; 0: each image itself.",
    }),
    warmStart: Type.Boolean({
      default: false,
      description:
        "Of samples: iterations start from the image before of the same slice; the first one takes three times as many.",
    }),
    accuracy: Type.Enum(["fast", "default", "exact"], {
      default: "default",
      description: "Of samples: accuracy of the transform.",
    }),
  },
  create(context, { maps, method, lambda, iterations, crop, ...ofSamples }) {
    const options = { method: maps, kernel: 6, threshold: 0.02, width: 24, crop, window: 7, iterations: 10 };
    const cg = { lambda, iterations: iterations || ITERATIONS.buffer, tolerance: TOLERANCE };
    const sampleOptions = { ...ofSamples, method, maps: options, lambda, iterations: iterations || ITERATIONS.samples };
    return connect((source) =>
      merge(
        source.pipe(filter(isBuffer), withCoilMaps(context, { method }, options), unfoldImages(context, cg)),
        source.pipe(filter(isSampleSet), senseOfSamples(context, sampleOptions)),
      ),
    );
  },
});

function isBuffer(message: Message): message is ReconBuffer {
  return message.kind === "buffer";
}

function isSampleSet(message: Message): message is SampleSet {
  return message.kind === "samples";
}
