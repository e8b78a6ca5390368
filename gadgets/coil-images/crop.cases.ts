import { type GadgetCase, headerOf, imageArray } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

export default [
  {
    name: "images larger than the recon matrix, and smaller",
    messages: [imageArray({ x: 16, y: 8, z: 4, coils: 2, n: 2 }), imageArray({ x: 9, y: 7, z: 1 }, 2)],
    outputs: 2,
    header: headerOf(volume),
  },
] satisfies readonly GadgetCase[];
