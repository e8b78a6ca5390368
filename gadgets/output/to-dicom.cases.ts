import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [{ name: "an image", messages: [magnitudes[0]!], outputs: 1 }] satisfies readonly GadgetCase[];
