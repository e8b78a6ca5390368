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
] satisfies readonly GadgetCase[];
