import { strict as assert } from "node:assert";
import type { ReconBuffer } from "larmor/gadget";
import { buffer, type GadgetCase } from "larmor/testing";

const sample = buffer();

/** Messages on which `larmor test gadget` tries the gadget, and what is expected of it there. */
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
