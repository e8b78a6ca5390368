import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { type GadgetCase, readout, waveform } from "../../src/testing/index.ts";
import { averages } from "../../test/contract/samples.ts";

export default [
  { name: "readouts and waveforms without a trigger", messages: [waveform(), ...averages, waveform()], outputs: 1 },
  { name: "a trigger", messages: averages, outputs: 2, parameters: { trigger: "average" } },
  { name: "a count that leaves a rest", messages: averages, outputs: 4, parameters: { trigger: "count", count: 5 } },
  { name: "sorting", messages: averages, outputs: 2, parameters: { sort: "average" } },
  {
    name: "flags",
    messages: [...averages, readout({ flags: [AcquisitionFlag.lastInSlice] }), readout()],
    outputs: 2,
    parameters: { trigger: "lastInSlice" },
  },
] satisfies readonly GadgetCase[];
