import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [
  {
    name: "values and names",
    messages: magnitudes,
    outputs: 3,
    parameters: { set: { A: 1, B: ["x", "y"] }, remove: ["C"], directions: true, origin: true },
  },
] satisfies readonly GadgetCase[];
