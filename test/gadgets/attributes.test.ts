import { describe, expect, it } from "vitest";
import attributes from "../../gadgets/images/attributes.ts";
import { formatAttributes, parseAttributes } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const readDir = [0, 1, 0];
const phaseDir = [1, 0, 0];
const of = async (parameters: object, given: object = {}, header: object = {}) => {
  const [found] = await run(
    attributes,
    "image",
    [image([1], { ...header, attributes: formatAttributes({ ...given }) })],
    {
      parameters,
    },
  );
  return Object.fromEntries(parseAttributes(found!.attributes));
};

describe("attributes", () => {
  it("sets texts, numbers and lists, and removes", async () => {
    const parameters = { set: { A: 1, B: ["x", 2], C: "new" }, remove: ["D", "E"] };
    expect(await of(parameters, { C: "old", D: "gone", F: ["is", "kept"] })).toEqual({
      A: ["1"],
      B: ["x", "2"],
      C: ["new"],
      F: ["is", "kept"],
    });
  });

  it("writes the header's directions where missing", async () => {
    const found = await of({ directions: true }, { ImageRowDir: ["1", "0", "0"] }, { readDir, phaseDir });
    expect(found.ImageRowDir).toEqual(["1", "0", "0"]);
    expect(found.ImageColumnDir).toEqual(["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"]);
    expect(await of({ directions: true }, {}, { readDir: [0, 0, 0], phaseDir })).toEqual({});
    expect(await of({}, {}, { readDir, phaseDir })).toEqual({});
  });

  it("records an image's chain", async () => {
    expect(await of({ origin: true }, { LarmorChain: "before" })).toEqual({
      LarmorChain: ["test"],
      LarmorChainHash: ["0123"],
      LarmorRunHash: ["4567"],
      LarmorNode: [process.versions.node],
      LarmorVersion: ["1.2.3"],
    });
  });
});
