import { type GadgetCase, gaussian, image } from "../../src/testing/index.ts";
import { phases } from "../../test/contract/samples.ts";

export default [
  {
    name: "phase images with and without magnitude",
    messages: [
      ...phases,
      ...phases
        .slice(2)
        .map(({ header }) => ({ kind: "bypassed" as const, image: image(gaussian(12, 9), { phase: header.phase }) })),
    ],
    outputs: 8,
  },
] satisfies readonly GadgetCase[];
