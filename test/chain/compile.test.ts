import { map } from "rxjs";
import Type from "typebox";
import { describe, expect, it } from "vitest";
import { compileChain, type GadgetRegistry, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError, withParameters } from "../../src/chain/text/index.ts";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

const blur = defineGadget({
  name: "blur",
  summary: "Blur.",
  in: ["image"],
  out: ["image"],
  parameters: {
    width: Type.Number({ minimum: 0, default: 3, description: "Width." }),
    kind: Type.Enum(["hann", "gauss"], { default: "hann", description: "Window." }),
    strong: Type.Boolean({ default: false, description: "Strongly." }),
  },
  create: () => map((image: Image) => image),
});
const pick = defineGadget({
  name: "pick",
  summary: "Pick kinds of images.",
  in: ["image"],
  out: ["image"],
  parameters: {
    kinds: Type.Array(Type.Enum(["magnitude", "phase"]), { default: ["magnitude"], description: "Kinds." }),
  },
  create: () => map((image: Image) => image),
});
const collect = defineGadget({
  name: "collect",
  summary: "Collect.",
  in: ["acquisition"],
  out: ["bucket"],
  parameters: {},
  create: (_context) =>
    map(() => ({ kind: "bucket", imaging: [], reference: [], auxiliary: [], waveforms: [] }) as const),
});
const registry: GadgetRegistry = gadgetRegistry({
  blur: async () => ({ default: blur }),
  pick: async () => ({ default: pick }),
  collect: async () => ({ default: collect }),
});
const compile = (text: string) => compileChain("test", "test.yaml", text, registry);

async function problemsOf(text: string): Promise<string[]> {
  const error = await compile(text).then(
    () => expect.fail("the chain compiled"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChainError);
  return (error as ChainError).message.split("\n");
}

describe("compileChain", () => {
  it("fills in steps' defaults, parameters and locations", async () => {
    const chain = await compile("description: d\nchain:\n  - blur\n  - blur: { width: 5 }\n");
    expect(chain.steps.map(({ parameters, place }) => ({ parameters, place }))).toEqual([
      { parameters: { width: 3, kind: "hann", strong: false }, place: "test.yaml:3:5" },
      { parameters: { width: 5, kind: "hann", strong: false }, place: "test.yaml:4:5" },
    ]);
  });

  it("freezes the chain, its steps and their parameters", async () => {
    const { steps } = await compile("description: d\nchain: [{ blur: { width: 5 } }]");
    expect(Object.isFrozen(steps)).toBe(true);
    expect(() => {
      (steps[0]!.parameters as { width: number }).width = 1;
    }).toThrow(TypeError);
  });

  it("reports all problems of a text together, in order, each with line, column and fix", async () => {
    const text = `descripton: a typo
parameters:
  size: { default: 3, description: Size. }
  idle: { default: 1, description: Never used. }
chain:
  - blurr
  - blur: { widht: 2 }
  - blur: { width: -1, kind: gaus }
  - blur: { width: $sise }
  - blur: { width: $size }
  - 17
`;
    expect(await problemsOf(text)).toEqual([
      "test.yaml:1:1: key 'description' is missing",
      "test.yaml:1:1: unknown key 'descripton'; did you mean 'description'?",
      "test.yaml:4:3: parameter 'idle' is used by no step; use it as $idle",
      "test.yaml:6:5: unknown gadget 'blurr'; did you mean 'blur'?",
      "test.yaml:7:13: unknown key 'widht'; did you mean 'width'?",
      "test.yaml:8:20: 'width' is -1; it must be at least 0",
      "test.yaml:8:30: 'kind' is \"gaus\"; it must be one of hann, gauss",
      "test.yaml:9:20: unknown parameter '$sise'; did you mean '$size'?",
      "test.yaml:11:5: the step is 17; a step is a gadget's name, or its name with parameters: `- name: { key: value }`",
    ]);
  });

  it.each([
    ["bad YAML", "description: [\nchain: x", /^test\.yaml:\d+:\d+: /],
    [
      "a key given twice",
      "description: a\ndescription: b\nchain: [blur]",
      /^test\.yaml:2:1: key 'description' is given twice: remove one of them$/,
    ],
    [
      "an empty text",
      "",
      /^test\.yaml:1:1: the file is empty: write `description: …`, and `chain:` with a list of steps$/,
    ],
    [
      "a comma that ends an unquoted string",
      "description: d\nparameters: { p: { default: 1, description: one, two words } }\nchain: [{ blur: { width: $p } }]",
      /^test\.yaml:2:50: unknown key 'two words'; a text with a comma needs quotes within/,
    ],
    ["a list", "- blur", /^test\.yaml:1:1: the file is a list: write `description: …`, and `chain:`/],
    ["no steps", "description: d\nchain: []", /^test\.yaml:2:8: 'chain' is \[\]; it must have at least 1 item$/],
    ["a step of two keys", "description: d\nchain: [{ blur: {}, collect: {} }]", /a step is a gadget's name/],
    [
      "parameters that are a list",
      "description: d\nchain:\n  - blur: [1]",
      /^test\.yaml:3:11: \[1\] is not a map: write `\{ key: value \}`; known keys: width, kind, strong$/,
    ],
  ])("refuses %s", async (_name, text, expected) => {
    expect((await problemsOf(text))[0]).toMatch(expected);
  });

  it("limits aliases, so that a small text can't expand to a huge value", async () => {
    const level = (i: number) =>
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]`;
    const bomb = ["a0: &a0 [x]", ...[1, 2, 3, 4].map(level), "chain: *a4", "description: d"].join("\n");
    expect((await problemsOf(bomb)).join()).toMatch(/alias/i);
  });

  it("refuses a chain whose output can't be sent", async () => {
    expect(await problemsOf("description: d\nchain: [collect]")).toEqual([
      "test.yaml:2:9: the bucket messages of 'collect' reach the end of the chain, where only images and readouts can be sent",
    ]);
  });

  it("refuses a step that nothing reaches", async () => {
    expect((await problemsOf("description: d\nchain:\n  - collect\n  - collect"))[0]).toBe(
      "test.yaml:4:5: 'collect' consumes acquisition, but no earlier step produces that",
    );
  });
});

describe("withParameters", () => {
  const text =
    "description: d\nparameters:\n  size: { default: 3, description: Size. }\nchain: [{ blur: { width: $size } }]";

  it("uses the default if the client sets nothing", async () => {
    const { chain } = withParameters(await compile(text), {});
    expect(chain.steps[0]!.parameters).toMatchObject({ width: 3 });
  });

  it("accepts numbers written as strings, as FIRE's clients send them", async () => {
    const { chain } = withParameters(await compile(text), { size: "7.5" });
    expect(chain.steps[0]!.parameters).toMatchObject({ width: 7.5 });
  });

  describe("for a list", () => {
    const list =
      "description: d\nparameters:\n  kinds: { default: [phase], description: K. }\nchain: [{ pick: { kinds: $kinds } }]";
    const kinds = async (given: object) =>
      (withParameters(await compile(list), { ...given }).chain.steps[0]!.parameters as { kinds: unknown }).kinds;

    it.each([
      [{}, ["phase"]],
      [{ kinds: ["phase", "magnitude"] }, ["phase", "magnitude"]],
      [{ kinds: "magnitude" }, ["magnitude"]],
      [{ kinds: "magnitude, phase" }, ["magnitude", "phase"]],
    ])("takes %j", async (given, expected) => {
      expect(await kinds(given)).toEqual(expected);
    });

    it("refuses other values", () =>
      expect(kinds({ kinds: "magnitude,phse" })).rejects.toThrow(
        /'kinds.1' is "phse"; it must be one of magnitude, phase/,
      ));
  });

  it("does not modify its chain", async () => {
    const chain = await compile(text);
    withParameters(chain, { size: 9 });
    expect(chain.steps[0]!.parameters).toMatchObject({ width: 3 });
  });

  it("names the step that refuses a value", async () => {
    const chain = await compile(text);
    expect(() => withParameters(chain, { size: -2 })).toThrow(
      "parameters of chain test: step 1, blur (test.yaml:4:9): 'width' is -2; it must be at least 0",
    );
  });

  it("warns of a value that matches no parameter", async () => {
    expect(withParameters(await compile(text), { siz: 1 }).warnings).toEqual([
      "chain test has no parameter 'siz'; did you mean 'size'?",
    ]);
  });
});
