import { strict as assert } from "node:assert";
import type { ImageArray } from "larmor/gadget";
import { type GadgetCase, imageArray } from "larmor/testing";

const sample = imageArray({ x: 4, y: 3 });

/** Test cases of `larmor test gadget`: messages, and the expected results. */
const cases: GadgetCase[] = [
  {
    name: "a factor",
    messages: [sample],
    parameters: { factor: 3 },
    outputs: 1,
    check: ([result]) => {
      const expected = sample.data.map((value) => 3 * value);
      assert.deepEqual((result as ImageArray).data, expected);
    },
  },
];
export default cases;
