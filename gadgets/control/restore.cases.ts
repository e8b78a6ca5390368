import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [
  { name: "bypassed images", messages: magnitudes.map((each) => ({ kind: "bypassed", image: each })), outputs: 3 },
] satisfies readonly GadgetCase[];
