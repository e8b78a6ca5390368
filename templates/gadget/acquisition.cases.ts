import { strict as assert } from "node:assert";
import type { Acquisition } from "larmor/mrd";
import { type GadgetCase, readout } from "larmor/testing";

const sample = readout({ numberOfSamples: 4, activeChannels: 1 });

/** Messages on which `larmor test gadget` tries the gadget, and what is expected of it there. */
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
