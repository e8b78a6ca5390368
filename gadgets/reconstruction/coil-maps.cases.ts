import { buffer, type GadgetCase, headerOf, kSpace } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

export default [
  // One set of maps for each image, whose own lines are its calibration.
  { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ n: 2, slices: 2 }, 2))], outputs: 5 },
  { name: "a volume", messages: [buffer(kSpace({ e2: 4 }))], outputs: 1, header: headerOf(volume) },
] satisfies readonly GadgetCase[];
