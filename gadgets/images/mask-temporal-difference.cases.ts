import { type GadgetCase, image } from "../../src/testing/index.ts";
import { phases } from "../../test/contract/samples.ts";

export default [
  { name: "a series of phases, and one too short", messages: [...phases, image([1, 2], { slice: 1 })], outputs: 6 },
] satisfies readonly GadgetCase[];
