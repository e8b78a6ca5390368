import { bucket, buffer, type GadgetCase, imageArray, readout, waveform } from "../../src/testing/index.ts";
import { averages, magnitudes } from "../../test/contract/samples.ts";

export default [
  {
    name: "one of each kind, where nothing is kept",
    messages: [readout(), waveform(), magnitudes[0]!, bucket(averages), buffer(), imageArray()],
    outputs: 6,
  },
] satisfies readonly GadgetCase[];
