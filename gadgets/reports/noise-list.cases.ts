import { type GadgetCase, readout, waveform } from "../../src/testing/index.ts";

export default [
  { name: "a query", messages: [readout(), waveform()], outputs: 1, ofNothing: 1 },
] satisfies readonly GadgetCase[];
