import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [{ name: "images", messages: magnitudes, outputs: 3 }] satisfies readonly GadgetCase[];
