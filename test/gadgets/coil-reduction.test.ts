import { describe, expect, it } from "vitest";
import coilReduction from "../../gadgets/readouts/coil-reduction.ts";
import { coilsOf, encodingOf, headerOf, readout } from "../support/messages.ts";
import { expectFailure, parametersOf, run } from "../support/run-gadget.ts";

const sent = readout({
  numberOfSamples: 2,
  activeChannels: 3,
  trajectory: Float32Array.of(1, 2),
  data: Float32Array.from({ length: 12 }, (_, i) => i),
});

describe("coil-reduction", () => {
  it.each<[string, object, number[]]>([
    ["the first coils", { coils: 2 }, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["all coils if there are fewer", { coils: 4 }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ["the coils of a mask, whatever the count", { coils: 1, mask: [1, 0, 1] }, [0, 1, 2, 3, 8, 9, 10, 11]],
    ["none beyond the end of a mask", { mask: [0, 1] }, [4, 5, 6, 7]],
  ])("keeps %s", async (_, parameters, expected) => {
    const [reduced] = await run(coilReduction, "acquisition", [sent], { parameters });
    expect([...reduced!.data]).toEqual(expected);
    expect(reduced!.header.toObject()).toEqual({ ...sent.header.toObject(), activeChannels: expected.length / 4 });
    expect(reduced!.trajectory).toBe(sent.trajectory);
  });

  it("lists the retained coils in the header after it, by their numbers", () => {
    const header = headerOf(encodingOf(), {
      acquisitionSystemInformation: {
        receiverChannels: 3,
        coilLabel: [
          { coilNumber: 5, coilName: "C" },
          { coilNumber: 2, coilName: "A" },
          { coilNumber: 3, coilName: "B" },
        ],
      },
    });
    const after = coilReduction.headerAfter(header, parametersOf(coilReduction, { mask: [1, 0, 1] }));
    expect(after.acquisitionSystemInformation).toMatchObject({
      receiverChannels: 2,
      coilLabel: [{ coilName: "A" }, { coilName: "C" }],
    });
    const named = headerOf(encodingOf(), coilsOf(["A", "B"]));
    expect(coilReduction.headerAfter(named, { coils: 1, mask: [] }).acquisitionSystemInformation).not.toHaveProperty(
      "receiverChannels",
    );
    expect(coilReduction.headerAfter(headerOf(), { coils: 1, mask: [] })).toEqual(headerOf());
  });

  it("refuses a mask that retains nothing", async () => {
    await expectFailure(coilReduction, [sent], "no-coil", /mask retains none of the 3 coils of readout 1/, {
      parameters: { mask: [0, 0, 0, 1] },
    });
  });
});
