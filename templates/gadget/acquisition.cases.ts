import { strict as assert } from "node:assert";
import type { Acquisition } from "larmor/mrd";
import { type GadgetCase, readout } from "larmor/testing";

const sample = readout({ numberOfSamples: 4, activeChannels: 1 });

/** Test cases of `larmor test gadget`: messages, and the expected results. */
const cases: GadgetCase[] = [
  {
    name: "a factor",
    messages: [sample],
    parameters: { factor: 3 },
    outputs: 1,
    check: ([result]) => {
      const expected = sample.data.map((value) => 3 * value);
      assert.deepEqual((result as Acquisition).data, expected);
    },
  },
];
export default cases;
