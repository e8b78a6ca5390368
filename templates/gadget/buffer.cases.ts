import { strict as assert } from "node:assert";
import type { ReconBuffer } from "larmor/gadget";
import { buffer, type GadgetCase } from "larmor/testing";

const sample = buffer();

/** Test cases of `larmor test gadget`: messages, and the expected results. */
const cases: GadgetCase[] = [
  {
    name: "a factor",
    messages: [sample],
    parameters: { factor: 3 },
    outputs: 1,
    check: ([result]) => {
      const expected = sample.imaging.gather().map((value) => 3 * value);
      assert.deepEqual((result as ReconBuffer).imaging.gather(), expected);
    },
  },
];
export default cases;
