import { describe, expect, it } from "vitest";
import type { GadgetEntry } from "../../src/viewer/api/index.ts";
import { choicesFor, declaredParameters } from "../../web/src/chains/editor/completions.ts";
import { contextAt } from "../../web/src/chains/editor/context.ts";
import { columnAfter } from "../../web/src/chains/editor/indentation.ts";

/** The context at the bar of a text. */
function at(text: string) {
  return contextAt(text.replace("|", ""), text.indexOf("|"));
}

const start = "description: x\nchain:\n";

describe("what can be written at a place of a chain", () => {
  it.each([
    ["a new step", `${start}  - |`],
    ["a step that is being written", `${start}  - fft\n  - coi|`],
    ["steps at the column of their key", `${start}- fft\n- |`],
    ["a branch", `${start}  - parallel:\n      first:\n        - |`],
    [
      "a branch of a choice",
      `${start}  - choose:\n      parameter: x\n      branches:\n        a:\n          - fft\n          - |`,
    ],
  ])("is a step: %s", (_, text) => {
    expect(at(text)).toMatchObject({ kind: "step" });
  });

  it("is a parameter that is not there yet, of the gadget above", () => {
    const text = `${start}  - accumulate:\n      trigger: slice\n      |\n      sort: slice\n  - fft`;
    expect(at(text)).toMatchObject({ kind: "parameter", gadget: "accumulate", used: ["trigger", "sort"] });
    expect(at(`${start}  - accumulate: { trigger: slice, so|`)).toMatchObject({
      kind: "parameter",
      gadget: "accumulate",
      used: ["trigger"],
    });
  });

  it.each([
    ["a line", `${start}  - accumulate:\n      trigger: sl|`, "trigger"],
    ["a map in one line", `${start}  - accumulate: { sort: slice, trigger: |`, "trigger"],
    ["a list in one line", `${start}  - extract: { as: [magnitude, ph|`, "as"],
    ["a list", `${start}  - extract:\n      as:\n        - |`, "as"],
    ["the short form", `${start}  - crop: |`, undefined],
  ])("is a value: %s", (_, text, parameter) => {
    expect(at(text)).toMatchObject({ kind: "value", parameter });
  });

  it("is a key of the chain, or of one of its parameters", () => {
    expect(at("description: x\n|")).toMatchObject({ kind: "key", of: "chain", used: ["description"] });
    expect(at("parameters:\n  a:\n    de|")).toMatchObject({ kind: "key", of: "parameter" });
  });

  it.each(["# a comm|", "description: some te|", "parameters:\n  na|", `${start}  - fft # co|`])(
    "is unknown: %s",
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );
});

const crop: GadgetEntry = {
  name: "crop",
  summary: "Crop images.",
  in: ["image"],
  out: ["image"],
  snippet: "crop",
  shorthand: "to",
  parameters: [
    {
      name: "to",
      description: "Size.",
      values: "one of recon, encoded",
      default: "recon",
      options: ["recon", "encoded"],
    },
    { name: "shift", description: "Pixels.", values: "number", default: "0", options: [] },
  ],
};

describe("completions", () => {
  const labels = (text: string) => choicesFor(at(text)!, [crop], ["size"]).map(({ label }) => label);

  it("are gadgets and branches for a step", () => {
    expect(labels(`${start}  - |`)).toEqual(["crop", "choose", "parallel"]);
  });
  it("are the other parameters of a gadget, with their defaults", () => {
    const [only, ...others] = choicesFor(at(`${start}  - crop: { to: recon, |`)!, [crop], []);
    expect(only).toMatchObject({ label: "shift", detail: "number", snippet: "shift: ${1:0}" });
    expect(others).toEqual([]);
  });
  it("are the values of a parameter, and the chain's own parameters", () => {
    expect(labels(`${start}  - crop: { to: |`)).toEqual(["recon", "encoded", "$size"]);
    expect(labels(`${start}  - crop: |`)).toEqual(["recon", "encoded", "$size"]);
    expect(labels(`${start}  - crop: { shift: |`)).toEqual(["$size"]);
  });
  it("are nothing for a gadget that does not exist", () => {
    expect(labels(`${start}  - crap: |`)).toEqual([]);
  });
});

it("knows the parameters that a text declares, in both forms", () => {
  const text =
    "parameters:\n  # comment\n  size: { default: 1, description: x }\n  mode:\n    default: a\nchain:\n  - x:\n";
  expect(declaredParameters(text)).toEqual(["size", "mode"]);
  expect(declaredParameters("chain: []\n")).toEqual([]);
});

it.each([
  ["chain:", 2],
  ["  - crop:", 6],
  ["  - crop: { to: recon }", 2],
  ["      to: recon", 6],
  ["  # like this:", 2],
])("continues after %j in column %i", (line, column) => {
  expect(columnAfter(line)).toBe(column);
});
