import { type GadgetCase, readout, waveform } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [
  { name: "messages of all kinds", messages: [readout(), waveform(), ...magnitudes], outputs: 0 },
] satisfies readonly GadgetCase[];
