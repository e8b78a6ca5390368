import { bucket, type GadgetCase } from "../../src/testing/index.ts";
import { averages, shorts } from "../../test/contract/samples.ts";

export default [
  { name: "buckets, one of them empty, and series", messages: [bucket(averages), bucket([]), ...shorts], outputs: 3 },
] satisfies readonly GadgetCase[];
