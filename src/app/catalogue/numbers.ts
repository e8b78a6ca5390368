import type { NumericsErrorCode } from "../../numerics/index.ts";
import type { Entries } from "./entry.ts";

/** These reach a client only from a gadget that does not check its data before. */
export const numerics: Entries<NumericsErrorCode> = {
  "bad-length": {
    meaning: "A length or a count is no whole number in its range.",
    remedy: "Correct the gadget, or its data.",
  },
  "shape-mismatch": {
    meaning: "An array's size contradicts the shape given with it.",
    remedy: "Correct the gadget: data and sizes have to agree.",
  },
  "overlapping-arrays": {
    meaning: "An output shares memory with an input, which it must not.",
    remedy: "Give the output an array of its own.",
  },
  "too-few-samples": {
    meaning: "There are too few samples for a statistic.",
    remedy: "Give it more, or leave it out.",
  },
  "not-positive-definite": {
    meaning: "A covariance has no Cholesky factor: a coil is dead, or a combination of others.",
    remedy: "Look at the coil that the message names.",
  },
  singular: {
    meaning: "A triangular matrix has a zero on its diagonal.",
    remedy: "Look at the coil that the message names.",
  },
  "bad-argument": {
    meaning: "A number is outside of the range that makes sense.",
    remedy: "Give one that the message allows.",
  },
  "out-of-memory": {
    meaning: "The heap of the transform library is full.",
    remedy: "Transform fewer lines at once, or use fewer threads.",
  },
};
