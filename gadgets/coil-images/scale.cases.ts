import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

export default [
  { name: "a factor", messages: [imageArray()], outputs: 1, parameters: { factor: 10 } },
  { name: "by the maximum", messages: [imageArray(), imageArray()], outputs: 2, parameters: { factor: "auto" } },
] satisfies readonly GadgetCase[];
