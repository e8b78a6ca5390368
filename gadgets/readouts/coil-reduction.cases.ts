import type { GadgetCase } from "../../src/testing/index.ts";
import { averages } from "../../test/contract/samples.ts";

export default [
  { name: "more coils than are retained", messages: averages, outputs: 16, parameters: { coils: 1 } },
  { name: "a mask", messages: averages, outputs: 16, parameters: { mask: [0, 1] } },
  { name: "nothing to drop", messages: averages, outputs: 16 },
] satisfies readonly GadgetCase[];
