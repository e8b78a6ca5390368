import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { type GadgetCase, gaussian, noiseReadout, readout } from "../../src/testing/index.ts";

export default [
  {
    name: "asymmetric, reverse, symmetric and noise readouts",
    messages: [
      readout({ numberOfSamples: 10, centerSample: 2, discardPre: 1, trajectory: gaussian(30, 1) }),
      readout({ numberOfSamples: 10, centerSample: 7, flags: [AcquisitionFlag.reverse] }),
      readout({ numberOfSamples: 10 }),
      readout({ centerSample: 3 }),
      noiseReadout({ numberOfSamples: 10, centerSample: 0 }),
    ],
    outputs: 5,
  },
] satisfies readonly GadgetCase[];
