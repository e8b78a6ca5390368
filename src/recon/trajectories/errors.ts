import { defineErrors } from "../../errors/index.ts";

/** Why readouts cannot be reconstructed by their trajectories. */
export class TrajectoryError extends defineErrors("trajectory", {
  "no-trajectory": {
    meaning: "Readouts have no trajectory, so that it is unknown where their samples are.",
    remedy:
      "Write the coordinates of each sample to the readouts, in cycles per pixel, or a description to the header.",
  },
  "bad-description": {
    meaning: "What the header says of the trajectory is incomplete, or contradicts itself or the readouts.",
    remedy: "Correct what the message names, or write the coordinates of each sample to the readouts.",
  },
  "unknown-unit": {
    meaning: "The coordinates of samples fit the encoded matrix in no known unit.",
    remedy: "Write them in cycles per pixel of the encoded matrix, from -0.5 to 0.5.",
  },
  "three-dimensional": {
    meaning: "The trajectories are three-dimensional, and the encoded matrix is a plane.",
    remedy: "Set the encoded matrix of the volume, or say what the third coordinate is by the parameter 'third'.",
  },
  "no-delays": {
    meaning: "Gradient delays cannot be estimated from these readouts.",
    remedy: "Set the parameter 'delays' to numbers or to none; estimates need spokes in several directions.",
  },
  "no-density": {
    meaning: "Samples have no density weights, or they cannot be computed this way.",
    remedy: "Put the step density before this one, with a method that fits the trajectory.",
  },
}) {}
