import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes, shorts } from "../../test/contract/samples.ts";

export default [
  { name: "float and short images", messages: [...magnitudes, ...shorts], outputs: 5 },
] satisfies readonly GadgetCase[];
