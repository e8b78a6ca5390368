import { expect, it } from "vitest";
import ignoreReadouts from "../../gadgets/readouts/ignore-readouts.ts";
import { readout } from "../support/messages.ts";
import { type Reported, run } from "../support/run-gadget.ts";

it("ignore-readouts discards readouts and reports how many", async () => {
  const reported: Reported = [];
  expect(await run(ignoreReadouts, "acquisition", [readout(), readout()], { reported })).toEqual([]);
  expect(await run(ignoreReadouts, "acquisition", [], { reported })).toEqual([]);
  expect(reported).toEqual(["warning: 2 readouts are ignored: this chain processes images only"]);
});
