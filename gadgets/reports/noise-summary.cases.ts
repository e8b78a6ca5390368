import { type GadgetCase, readout } from "../../src/testing/index.ts";

export default [
  { name: "a query", messages: [readout()], outputs: 1, ofNothing: 1, parameters: { measurement: "1" } },
] satisfies readonly GadgetCase[];
