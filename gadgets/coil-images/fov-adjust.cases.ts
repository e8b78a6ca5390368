import { type GadgetCase, headerOf, imageArray } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

export default [
  {
    name: "images that need resampling",
    messages: [imageArray({ x: 16, y: 8, z: 4, coils: 2, n: 2 }), imageArray({ x: 9, y: 7, z: 3 }, 2)],
    outputs: 2,
    header: headerOf(volume),
  },
  { name: "images on their grid", messages: [imageArray({ x: 16, y: 8 })], outputs: 1 },
] satisfies readonly GadgetCase[];
