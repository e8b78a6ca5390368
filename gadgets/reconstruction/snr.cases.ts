import { buffer, type GadgetCase, headerOf, kSpace } from "../../src/testing/index.ts";
import { volume } from "../../test/contract/samples.ts";

export default [
  { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ n: 2, slices: 2 }, 2))], outputs: 6 },
  {
    name: "a volume, with replicas",
    messages: [buffer(kSpace({ e2: 4 }))],
    outputs: 4,
    header: headerOf(volume),
    parameters: { replicas: 3 },
  },
] satisfies readonly GadgetCase[];
