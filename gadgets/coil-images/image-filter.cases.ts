import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

export default [
  {
    name: "windows along all axes",
    messages: [imageArray()],
    outputs: 1,
    parameters: { x: "gaussian", y: "hann", z: "tukey" },
  },
  { name: "nothing to do", messages: [imageArray()], outputs: 1 },
] satisfies readonly GadgetCase[];
