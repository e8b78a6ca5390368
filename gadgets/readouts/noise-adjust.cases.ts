import { coilsOf, type GadgetCase, headerOf, noiseReadout, readout } from "../../src/testing/index.ts";
import { averages, encoding } from "../../test/contract/samples.ts";

export default [
  {
    name: "noise and data",
    messages: [
      noiseReadout({ scanCounter: 1 }),
      noiseReadout({ scanCounter: 2 }),
      readout({ scanCounter: 3 }),
      readout(),
    ],
    outputs: 2,
    header: headerOf(encoding, coilsOf(["A", "B"])),
    parameters: { scaleOnlyCoils: ["B"] },
  },
  { name: "no noise", messages: averages, outputs: 16 },
] satisfies readonly GadgetCase[];
