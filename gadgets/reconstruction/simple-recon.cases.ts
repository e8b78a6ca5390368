import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

export default [
  { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ coils: 3, s: 2 }, 2))], outputs: 2 },
] satisfies readonly GadgetCase[];
