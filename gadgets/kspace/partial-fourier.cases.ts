import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

export default [
  {
    name: "truncated rows, and complete ones",
    messages: [buffer(kSpace({ n: 2 }).with({ e1: { first: 2, last: 7, center: 4 } })), buffer(kSpace({}, 2))],
    outputs: 2,
  },
  { name: "no method", messages: [buffer()], outputs: 1, parameters: { method: "none" } },
] satisfies readonly GadgetCase[];
