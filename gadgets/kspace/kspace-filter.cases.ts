import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

export default [
  {
    name: "windows along all axes",
    messages: [buffer(kSpace({ e2: 3 })), buffer(kSpace({}, 2).with({ readout: "image" }), { reference: kSpace() })],
    outputs: 2,
    parameters: { e0: "gaussian", e1: "hann", e2: "tukey" },
  },
  { name: "nothing to do", messages: [buffer()], outputs: 1 },
] satisfies readonly GadgetCase[];
