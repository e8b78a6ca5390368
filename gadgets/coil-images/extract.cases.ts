import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

export default [
  {
    name: "all kinds of images",
    messages: [imageArray({ slices: 2 }), imageArray({ coils: 2 }, 2)],
    outputs: 15,
    parameters: { as: ["magnitude", "phase", "real", "imag", "complex"] },
  },
] satisfies readonly GadgetCase[];
