import { bucket, encodingOf, type GadgetCase, headerOf, readout } from "../../src/testing/index.ts";

const decays = Array.from({ length: 4 }, (_, i) =>
  readout({ numberOfSamples: 32, kspaceEncodeStep1: i % 2, repetition: i >> 1, scanCounter: i + 1 }),
);

export default [
  {
    name: "two repetitions of a plane of voxels",
    header: headerOf(encodingOf({ encoded: [32, 2, 1], recon: [1, 2, 1] })),
    messages: [bucket(decays), bucket([])],
    outputs: 2,
  },
] satisfies readonly GadgetCase[];
