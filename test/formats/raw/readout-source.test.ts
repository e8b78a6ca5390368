import { describe, expect, it } from "vitest";
import { Remarks, readoutSource } from "../../../src/formats/raw/index.ts";
import { readout } from "../../support/messages.ts";

const source = (messages: () => Iterable<ReturnType<typeof readout>>) =>
  readoutSource({
    name: "scan",
    header: "",
    remarks: new Remarks(),
    counts: { acquisitions: 3, waveforms: 0, images: 0 },
    messages,
    close: () => {},
  });

describe("a source of readouts", () => {
  it("keeps what comes before a value that MRD does not have, and says so", () => {
    const given = source(function* () {
      yield readout({ scanCounter: 1 });
      yield readout({ scanCounter: 2, kspaceEncodeStep1: -2 });
      yield readout({ scanCounter: 3 });
    });
    expect([...given.messages()]).toHaveLength(1);
    expect(given.remarks).toEqual([
      {
        level: "error",
        text: expect.stringMatching(/^1 message was read; .*kspaceEncodeStep1 is of type u16, which cannot hold -2$/),
      },
    ]);
  });

  it("passes other errors on", () => {
    const given = source(() => {
      throw new TypeError("a bug");
    });
    expect(() => [...given.messages()]).toThrow("a bug");
  });
});
