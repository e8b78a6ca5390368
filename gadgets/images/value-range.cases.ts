import { type GadgetCase, imageArray } from "../../src/testing/index.ts";
import { magnitudes, shorts } from "../../test/contract/samples.ts";

export default [
  { name: "arrays and series", messages: [imageArray({ n: 2 }), ...shorts, ...magnitudes], outputs: 6 },
] satisfies readonly GadgetCase[];
