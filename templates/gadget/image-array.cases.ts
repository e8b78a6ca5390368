import { strict as assert } from "node:assert";
import type { ImageArray } from "larmor/gadget";
import { type GadgetCase, imageArray } from "larmor/testing";

const sample = imageArray({ x: 4, y: 3 });

/** Messages on which `larmor test gadget` tries the gadget, and what is expected of it there. */
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
