import { encodingOf, type GadgetCase, headerOf, sampleSet } from "../../src/testing/index.ts";

const header = headerOf(encodingOf({ encoded: [8, 8, 1], trajectory: "radial" }));
const density = new Float32Array(64).fill(1 / 64);

export default [
  {
    name: "the same trajectory twice",
    header,
    messages: [sampleSet({ density }), sampleSet({ density }, 2)],
    outputs: 2,
  },
  {
    name: "fast, a matrix that is not square",
    header,
    parameters: { accuracy: "fast" },
    messages: [sampleSet({ density, matrix: [8, 7, 1] })],
    outputs: 1,
  },
  {
    name: "the scale of Gadgetron",
    header,
    parameters: { scaling: "grid" },
    messages: [sampleSet({ density })],
    outputs: 1,
  },
] satisfies readonly GadgetCase[];
