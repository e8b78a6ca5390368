import { describe, expect, it } from "vitest";
import cases from "../../gadgets/kspace/grappa.cases.ts";
import grappa from "../../gadgets/kspace/grappa.ts";
import type { ReconBuffer } from "../../src/gadget-api/index.ts";
import { buffer, kSpace } from "../support/messages.ts";
import { expectFailure, type Reported, run } from "../support/run-gadget.ts";

/** Every second of 24 lines, and a block of 8. */
const [embedded] = cases[0]!.messages as [ReconBuffer, ReconBuffer];
const [withReference, withoutReference] = cases[1]!.messages as [ReconBuffer, ReconBuffer];

describe("grappa", () => {
  it.each([
    ["complete data", buffer(kSpace({ e1: 12 })), {}],
    ["a volume", buffer(kSpace({ e1: 6, e2: 4 })), {}],
    ["undersampled data, if unfolding is off", embedded, { unfold: "off" }],
  ])("passes %s as they are", async (_name, message, parameters) => {
    const reported: Reported = [];
    const [output] = await run(grappa, "buffer", [message], { parameters, reported });
    expect(output).toBe(message);
    expect(reported).toEqual([]);
  });

  it("fills the missing lines, and changes no acquired one", async () => {
    const [output] = await run(grappa, "buffer", [embedded]);
    const [before, after] = [embedded.imaging.gather(), output!.imaging.gather()];
    for (let line = 0; line < 48; line += 1) {
      const [old, filled] = [before, after].map((data) => data.subarray(32 * line, 32 * (line + 1)));
      if (embedded.imaging.counts[line % 24]! > 0) expect(filled).toEqual(old);
      else expect(filled!.some((value) => value !== 0)).toBe(true);
    }
    expect(output!.imaging).toMatchObject({ acceleration: [1, 1], missing: [undefined] });
  });

  it("is linear in the data if the weights are fixed", async () => {
    const doubled = withoutReference.imaging.with({
      samples: withoutReference.imaging.gather().map((value) => 2 * value),
    });
    const [, once, twice] = await run(grappa, "buffer", [withReference, withoutReference, buffer(doubled)]);
    expect(twice!.imaging.gather()).toEqual(once!.imaging.gather().map((value) => 2 * value));
  });

  it("refuses data without calibration, and says what is needed", async () => {
    const text = /undersampled by 2 × 1, and there is no calibration: .* needs at least 3 lines without a gap/;
    await expectFailure(grappa, [withoutReference], "no-calibration", text);
  });

  it("refuses a block with fewer equations than unknowns", async () => {
    const text = /the calibration block of \d lines gives \d+ equations for \d+ unknowns/;
    await expectFailure(grappa, [withReference], "too-little-calibration", text, {
      parameters: { kernelE0: 13, kernelE1: 2 },
    });
  });
});
