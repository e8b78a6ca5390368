import { expect, it } from "vitest";
import ignoreReadouts from "../../gadgets/readouts/ignore-readouts.ts";
import { readout } from "../support/messages.ts";
import { type Reported, run } from "../support/run-gadget.ts";

it("ignore-readouts drops readouts and says how many", async () => {
  const told: Reported = [];
  expect(await run(ignoreReadouts, "acquisition", [readout(), readout()], { told })).toEqual([]);
  expect(await run(ignoreReadouts, "acquisition", [], { told })).toEqual([]);
  expect(told).toEqual(["warning: 2 readouts are ignored: this chain is about images"]);
});
