import { defineErrors } from "../../errors/index.ts";

/** Images that cannot be unfolded. The message says what was acquired, and what is needed. */
export class SenseError extends defineErrors("sense", {
  "no-calibration": {
    meaning: "An undersampled image has no calibration lines, or too few.",
    remedy: "Acquire a block of adjacent lines at the k-space centre, or a separate calibration before the images.",
  },
  "other-coils": {
    meaning: "The calibration has another number of coils than the image.",
    remedy: "Apply steps that change coils to both, i.e. to the readouts.",
  },
  "no-lattice": {
    meaning: "The lines of an image are not a uniform lattice, which direct unfolding needs.",
    remedy: "Use the method cg or auto.",
  },
}) {}
