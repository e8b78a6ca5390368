import { buffer, encodingOf, type GadgetCase, headerOf, kSpace, sampleSet } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

const spokes = headerOf(encodingOf({ encoded: [8, 8, 1], trajectory: "radial" }));
const density = new Float32Array(64).fill(1 / 64);

export default [
  { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ n: 2, slices: 2 }, 2))], outputs: 2 },
  { name: "a volume", messages: [buffer(kSpace({ e2: 4 }))], outputs: 1, header: headerOf(volume) },
  {
    name: "samples, by conjugate gradients from the image before",
    header: spokes,
    parameters: { method: "cg", iterations: 2, warmStart: true },
    messages: [sampleSet({ density }), sampleSet({ density }, 2)],
    outputs: 2,
  },
  {
    name: "samples, whose maps come from the first images together",
    header: spokes,
    parameters: { mapFrames: 3 },
    messages: [sampleSet({ density }), sampleSet({ density }, 2)],
    outputs: 2,
  },
  {
    name: "samples with a reference",
    header: spokes,
    parameters: { maps: "walsh" },
    messages: [sampleSet({ density, reference: sampleSet({ spokes: 4 }) }), sampleSet({ density }, 2)],
    outputs: 2,
  },
] satisfies readonly GadgetCase[];
