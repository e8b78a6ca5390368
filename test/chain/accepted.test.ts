import { describe, expect, it } from "vitest";
import { acceptedKinds, requireAccepted } from "../../src/chain/index.ts";
import { collect, compileWith, develop, passing } from "../support/chains.ts";

const gadgets = [
  passing("invert"),
  passing("beat", ["waveform"]),
  passing("cut", ["acquisition"]),
  passing("gather", ["acquisition", "waveform"]),
  collect,
  develop,
];
const compile = (...steps: string[]) =>
  compileWith(gadgets, `description: d\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`);

describe("what a client may send to a parallel", () => {
  it.each<[string, string[], string[]]>([
    ["what a step of a branch consumes", ["parallel: { x: [], y: [collect, develop] }"], ["acquisition"]],
    ["what a branch passes to a step", ["parallel: { x: [], y: [beat] }", "invert"], ["waveform", "image"]],
    [
      "what the route sends to a step",
      ["parallel: { route: { by: kind, acquisition: x, otherwise: y }, x: [collect, develop], y: [invert] }", "beat"],
      ["acquisition", "waveform", "image"],
    ],
    [
      "what the route names",
      ["parallel: { route: { by: kind, acquisition: x, waveform: y }, x: [collect, develop], y: [] }"],
      ["acquisition", "waveform"],
    ],
    [
      "not what a route by kind does not name",
      ["parallel: { route: { by: kind, acquisition: x, image: y }, x: [gather], y: [invert] }", "gather"],
      ["acquisition", "image"],
    ],
    [
      "not a kind without flags",
      ["parallel: { route: { by: flag, reverse: x, user1: y }, x: [gather], y: [cut] }"],
      ["acquisition"],
    ],
  ])("is %s", async (_what, steps, expected) => {
    expect([...acceptedKinds(await compile(...steps))]).toEqual(expected);
  });

  it("is refused otherwise", async () => {
    const chain = await compile("parallel: { route: { by: kind, acquisition: x, otherwise: y }, x: [cut], y: [beat] }");
    expect(() => requireAccepted(chain, "image")).toThrow(
      "chain test accepts acquisitions and waveforms; it received images",
    );
    expect(() => requireAccepted(chain, "acquisition")).not.toThrow();
  });
});
