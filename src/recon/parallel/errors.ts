import { defineErrors } from "../../errors/index.ts";

/** Undersampled data that cannot be unfolded. */
export class UnfoldingError extends defineErrors("gadget", {
  "no-calibration": {
    meaning: "Undersampled data came without calibration lines, so the images cannot be unfolded.",
    remedy:
      "Send fully sampled lines of the k-space centre, in the image data or flagged as calibration, or set the chain's " +
      "parameter `unfold` to `off` to get aliased images.",
  },
  "too-little-calibration": {
    meaning: "The calibration block is too small for the smallest kernel.",
    remedy:
      "Acquire more calibration lines, fewer coils or less acceleration; the message says how many lines are needed.",
  },
  "calibration-mismatch": {
    meaning: "Calibration and image data differ in coils, or in field of view.",
    remedy: "Acquire the calibration with the same coils, phase oversampling and field of view as the image data.",
  },
  "no-lattice": {
    meaning: "The lines that were acquired are not a regular lattice, which GRAPPA needs.",
    remedy: "Use a chain for any sampling, such as cartesian-sense, or set the chain's parameter `unfold` to `off`.",
  },
}) {}
