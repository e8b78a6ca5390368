import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

export default [
  { name: "images of even and odd sizes", messages: [imageArray(), imageArray({ x: 5, coils: 2 }, 2)], outputs: 2 },
] satisfies readonly GadgetCase[];
