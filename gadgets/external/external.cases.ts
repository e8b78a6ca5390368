import { type GadgetCase, image, readout, waveform } from "../../src/testing/index.ts";

export default [
  {
    name: "a program that returns its input",
    messages: [readout(), waveform(), image([1, 2])],
    outputs: 3,
    parameters: { execute: ["cat"] },
  },
] satisfies readonly GadgetCase[];
