import { expect, it } from "vitest";
import { stepGraph, stepStates } from "../../src/session/live/step-graph.ts";
import { compileWith, passing } from "../support/chains.ts";

const gadgets = [passing("invert"), passing("cut")];
const graphOf = async (...steps: string[]) =>
  stepGraph(await compileWith(gadgets, ["description: d", "chain:", ...steps.map((step) => `  - ${step}`)].join("\n")));

it("connects each step with those before it, and the last ones with the results", async () => {
  expect(await graphOf("invert", "cut")).toEqual([
    { gadget: "invert", isThirdParty: false, after: [-1] },
    { gadget: "cut", isThirdParty: false, after: [0] },
    { gadget: "results", isThirdParty: false, after: [1] },
  ]);
});

it("connects branches, also those without steps", async () => {
  const graph = await graphOf("invert", "parallel: { raw: [], both: [cut, invert], one: [cut] }", "cut");
  expect(graph).toEqual([
    { gadget: "invert", isThirdParty: false, after: [-1] },
    { gadget: "cut", branch: "both", isThirdParty: false, after: [0] },
    { gadget: "invert", branch: "both", isThirdParty: false, after: [1] },
    { gadget: "cut", branch: "one", isThirdParty: false, after: [0] },
    { gadget: "cut", isThirdParty: false, after: [0, 2, 3] },
    { gadget: "results", isThirdParty: false, after: [4] },
  ]);
});

it("describes steps that have done nothing yet, and those that have", async () => {
  const times = { name: "step 1", gadget: "invert", mostInside: 3, firstSeconds: 0, lastSeconds: 1, seconds: 0.5 };
  const counts = { took: 4, made: 2, tookBytes: 400, madeBytes: 200, inside: 2, neededBytes: 1000 };
  expect(stepStates(await graphOf("invert"), [{ ...times, ...counts }])).toEqual([
    {
      ...{ gadget: "invert", isThirdParty: false, after: [-1], seconds: 0.5, queue: 2, memoryBytes: 1000 },
      ...{ took: 4, made: 2, tookBytes: 400, madeBytes: 200 },
    },
    {
      ...{ gadget: "results", isThirdParty: false, after: [0], seconds: 0, queue: 0, memoryBytes: 0 },
      ...{ took: 0, made: 0, tookBytes: 0, madeBytes: 0 },
    },
  ]);
});
