import { allLines, type GadgetCase, gaussian, headerOf, readout } from "../../src/testing/index.ts";
import { averages, oversampled } from "../../test/contract/samples.ts";

export default [
  {
    name: "oversampled readouts of several lengths",
    messages: [...allLines(oversampled), readout({ trajectory: gaussian(48, 1) }), readout()],
    outputs: 10,
    header: headerOf(oversampled),
  },
  { name: "nothing to remove", messages: averages, outputs: 16 },
] satisfies readonly GadgetCase[];
