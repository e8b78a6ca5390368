import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

export default [
  { name: "coil images", messages: [imageArray({ coils: 3 }), imageArray({ coils: 2, n: 2 }, 2)], outputs: 2 },
  { name: "nothing to combine", messages: [imageArray({ coils: 3 })], outputs: 1, parameters: { method: "none" } },
] satisfies readonly GadgetCase[];
