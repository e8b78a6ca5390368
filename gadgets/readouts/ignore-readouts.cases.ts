import type { GadgetCase } from "../../src/testing/index.ts";
import { averages } from "../../test/contract/samples.ts";

export default [{ name: "readouts", messages: averages, outputs: 0 }] satisfies readonly GadgetCase[];
