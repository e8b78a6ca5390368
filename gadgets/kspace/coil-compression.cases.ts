import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

export default [
  {
    name: "principal components of a reference, kept",
    messages: [buffer(kSpace(), { reference: kSpace({}, 3) }), buffer(kSpace({}, 2))],
    outputs: 2,
    parameters: { coils: 1 },
  },
  {
    name: "geometric, of the data, in both spaces",
    messages: [buffer(kSpace({ e2: 3 })), buffer(kSpace({ e2: 3 }, 2).with({ readout: "image" }))],
    outputs: 2,
    parameters: { method: "geometric", threshold: -1, matrices: "newest" },
  },
] satisfies readonly GadgetCase[];
