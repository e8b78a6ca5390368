import { ImageType } from "../../src/mrd/index.ts";
import { type GadgetCase, image } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [
  { name: "magnitude images", messages: magnitudes, outputs: 3 },
  { name: "a phase image", messages: [image([1, 2], { imageType: ImageType.phase })], outputs: 1 },
] satisfies readonly GadgetCase[];
