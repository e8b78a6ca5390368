import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes, phases } from "../../test/contract/samples.ts";

export default [
  { name: "images of two kinds", messages: [...magnitudes, ...phases], outputs: 8 },
  {
    name: "copies",
    messages: [...magnitudes, ...phases],
    outputs: 11,
    parameters: { kinds: ["magnitude"], copy: true, series: 99 },
  },
] satisfies readonly GadgetCase[];
