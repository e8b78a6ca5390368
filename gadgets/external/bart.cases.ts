import { buffer, type GadgetCase, imageArray, kSpace } from "../../src/testing/index.ts";

export default [
  {
    name: "k-space and images",
    messages: [imageArray({ coils: 3 }), buffer(kSpace({ n: 2 }, 2).with({ readout: "image" }))],
    outputs: 2,
    parameters: { command: "fft -i 3" },
  },
  {
    name: "k-space that stays k-space",
    messages: [buffer(kSpace(), { reference: kSpace({}, 2) })],
    outputs: 1,
    parameters: { commands: ["fmac {in} {reference} {out}"], returns: "buffer" },
  },
] satisfies readonly GadgetCase[];
