import { buffer, type GadgetCase, headerOf, kSpace } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

export default [
  { name: "images of two slices", messages: [buffer(kSpace({ n: 2, slices: 2 }))], outputs: 4 },
  { name: "a volume", messages: [buffer(kSpace({ e2: 4 }))], outputs: 1, header: headerOf(volume) },
] satisfies readonly GadgetCase[];
