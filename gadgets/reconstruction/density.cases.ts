import { encodingOf, type GadgetCase, headerOf, sampleSet } from "../../src/testing/index.ts";

const header = headerOf(encodingOf({ encoded: [8, 8, 1], trajectory: "radial" }));
const given = new Float32Array(64).fill(1 / 64);

export default [
  { name: "the same trajectory twice", header, messages: [sampleSet(), sampleSet()], outputs: 2 },
  { name: "given weights", header, messages: [sampleSet({ density: given })], outputs: 1 },
  {
    name: "iterations",
    header,
    parameters: { method: "pipe-menon", iterations: 3 },
    messages: [sampleSet()],
    outputs: 1,
  },
  {
    name: "spokes by a formula",
    header,
    parameters: { method: "analytic" },
    messages: [sampleSet(), sampleSet({}, 2)],
    outputs: 2,
  },
  {
    name: "Gadgetron's weights: given ones, of spokes, and of readouts that start at the centre",
    header,
    parameters: { method: "gadgetron" },
    messages: [
      sampleSet({ density: given }),
      sampleSet(),
      sampleSet({ trajectory: Float32Array.from({ length: 128 }, (_, at) => (at % 16) / 32) }),
    ],
    outputs: 3,
  },
  {
    name: "equal weights",
    header,
    parameters: { method: "uniform" },
    messages: [sampleSet({ density: given })],
    outputs: 1,
  },
] satisfies readonly GadgetCase[];
