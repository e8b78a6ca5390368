import { defineErrors } from "../../errors/index.ts";

/** Why readouts cannot be reconstructed as EPI. */
export class EpiError extends defineErrors("epi", {
  "multi-band": {
    meaning: "Several slices were excited together, and the chain cannot separate them.",
    remedy: "Acquire the slices one by one, or reconstruct the data with a program for multi-band scans.",
  },
  "no-navigators": {
    meaning: "The phase of an EPI image is unknown: there are no navigators, and it is not fully sampled.",
    remedy: "Acquire navigators before each shot, or let the step continue with withoutNavigators.",
  },
  "bad-trapezoid": {
    meaning: "The trapezoid of the readouts, in the header's trajectoryDescription, contradicts them.",
    remedy: "Correct its times and dwellTime, or set them by the chain's parameters.",
  },
  "bad-trajectory": {
    meaning: "The trajectories of readouts are in no known unit, or not finite.",
    remedy: "Write them as fractions of the matrix, from -0.5 to 0.5.",
  },
}) {}
