import { strict as assert } from "node:assert";
import type { Image } from "larmor/mrd";
import { type GadgetCase, image } from "larmor/testing";

const sample = image([0, 1, 2, 3]);

/** Test cases of `larmor test gadget`: messages, and the expected results. */
const cases: GadgetCase[] = [
  {
    name: "a factor",
    messages: [sample],
    parameters: { factor: 3 },
    outputs: 1,
    check: ([result]) => {
      const expected = sample.data.map((value) => 3 * value);
      assert.deepEqual((result as Image).data, expected);
    },
  },
];
export default cases;
