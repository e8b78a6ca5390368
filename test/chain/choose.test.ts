import { describe, expect, it } from "vitest";
import type { Chain } from "../../src/chain/index.ts";
import { ParameterError, withParameters } from "../../src/chain/text/index.ts";
import { collect, compileWith, develop, passing, problemsOf } from "../support/chains.ts";

const gadgets = [passing("invert"), passing("colour"), passing("mask"), collect, develop];
const compile = (text: string) => compileWith(gadgets, text);
const problems = (text: string) => problemsOf(gadgets, text);
const names = ({ steps }: Chain) => steps.map(({ gadget }) => gadget.name);

const text = `description: d
parameters:
  options: { default: "", description: What to do. }
chain:
  - invert
  - choose:
      parameter: options
      branches:
        rgb: [colour]
        roi:
          - mask
          - invert
  - mask
`;
const chosen = async (options: unknown) => names(withParameters(await compile(text), { options }).chain);

describe("choose", () => {
  it("runs the steps of the branch that the client's value names", async () => {
    expect(await chosen("rgb")).toEqual(["invert", "colour", "mask"]);
    expect(await chosen("roi")).toEqual(["invert", "mask", "invert", "mask"]);
  });

  it("runs no branch if the default names none", async () => {
    const chain = await compile(text);
    expect(names(chain)).toEqual(["invert", "mask"]);
    expect(names(withParameters(chain, {}).chain)).toEqual(["invert", "mask"]);
    expect(await chosen("")).toEqual(["invert", "mask"]);
  });

  it("yields a frozen flat list of steps, each with its location", async () => {
    const { steps } = withParameters(await compile(text), { options: "roi" }).chain;
    expect(Object.isFrozen(steps)).toBe(true);
    expect(steps.map(({ place }) => place)).toEqual([
      "test.yaml:5:5",
      "test.yaml:11:13",
      "test.yaml:12:13",
      "test.yaml:13:5",
    ]);
  });

  it("does not modify the chain, so that other clients can choose differently", async () => {
    const chain = await compile(text);
    withParameters(chain, { options: "rgb" });
    expect(names(withParameters(chain, { options: "roi" }).chain)).toEqual(["invert", "mask", "invert", "mask"]);
    expect(Object.isFrozen(chain.parts)).toBe(true);
  });

  it("refuses a value that is neither a branch nor the default, and lists the branches", async () => {
    const chain = await compile(text);
    expect(() => withParameters(chain, { options: "rbg" })).toThrow(ParameterError);
    expect(() => withParameters(chain, { options: "rbg" })).toThrow(
      `parameters of chain test: step 2, choose (test.yaml:6:5): 'options' is "rbg"; it must be one of rgb, roi, or "" ` +
        "for none of them; did you mean 'rgb'?",
    );
    expect(() => withParameters(chain, { options: ["rgb"] })).toThrow(/'options' is \["rgb"\]; it must be one of/);
  });

  it.each([
    [true, "colour"],
    [false, "mask"],
    ["True", "colour"],
    ["FALSE", "mask"],
    ["true", "colour"],
  ])("takes %j for a branch of true and false", async (value, expected) => {
    for (const fallback of ["true", "yes"]) {
      const chain = await compile(`description: d
parameters: { on: { default: ${fallback}, description: d } }
chain: [{ choose: { parameter: on, branches: { true: [colour], false: [mask] } } }]`);
      expect(names(withParameters(chain, { on: value }).chain)).toEqual([expected]);
    }
  });

  it("accepts numbers, also as strings", async () => {
    const chain = await compile(`description: d
parameters: { level: { default: 0, description: d } }
chain: [invert, { choose: { parameter: level, branches: { 1: [colour], 2: [mask] } } }]`);
    expect(names(withParameters(chain, { level: 1 }).chain)).toEqual(["invert", "colour"]);
    expect(names(withParameters(chain, { level: "2" }).chain)).toEqual(["invert", "mask"]);
    expect(names(withParameters(chain, { level: "0" }).chain)).toEqual(["invert"]);
  });

  it("may be nested in a branch of another", async () => {
    const chain = await compile(`description: d
parameters: { a: { default: x, description: d }, b: { default: false, description: d } }
chain:
  - choose:
      parameter: a
      branches:
        x: [{ choose: { parameter: b, branches: { true: [colour], false: [mask, invert] } } }]
        y: []
  - colour`);
    expect(names(chain)).toEqual(["mask", "invert", "colour"]);
    expect(names(withParameters(chain, { b: true }).chain)).toEqual(["colour", "colour"]);
    expect(names(withParameters(chain, { a: "y", b: true }).chain)).toEqual(["colour"]);
  });
});

describe("errors of a choice", () => {
  it("are reported with line and column, also within the branches", async () => {
    const wrong = `description: d
parameters:
  options: { default: "", description: d }
  list: { default: [a], description: d }
chain:
  - choose: { parameter: option, branches: { a: [invert] } }
  - choose:
      parameter: options
      branches:
        1: [invert, inverd]
        true:
          - invert: { width: 3 }
  - choose: { parameter: list, branches: { a: [] } }
  - choose: { parameter: options, branch: {} }
  - choose: { parameter: options, branches: {} }
  - chose: {}
`;
    expect(await problems(wrong)).toEqual([
      "test.yaml:6:26: unknown parameter 'option'; did you mean 'options'?",
      "test.yaml:10:21: unknown gadget 'inverd'; did you mean 'invert'?",
      "test.yaml:12:23: unknown key 'width'; there are none",
      "test.yaml:13:26: the default of 'list' cannot select a branch; it must be a text (\"\" for no branch), a number, true or false",
      "test.yaml:14:13: key 'branches' is missing",
      "test.yaml:14:35: unknown key 'branch'; did you mean 'branches'?",
      "test.yaml:15:45: 'branches' is {}; it must have at least 1 key",
      "test.yaml:16:5: unknown gadget 'chose'; did you mean 'choose'?",
    ]);
  });

  const choice = (fallback: string, branches: string, rest: string) => `description: d
parameters: { a: { default: ${fallback}, description: d }, b: { default: false, description: d } }
chain:
  - choose: { parameter: b, branches: { true: [], false: [] } }
  - choose: { parameter: a, branches: ${branches} }
${rest}`;

  it("include a step that gets no messages after one of the branches", async () => {
    expect(await problems(choice("x", "{ x: [collect], y: [] }", "  - develop"))).toEqual([
      "test.yaml:6:5: 'develop' consumes bucket, but a client can't send it, where a is 'y'",
    ]);
    expect(await problems(choice("none", "{ x: [collect] }", "  - develop"))).toEqual([
      "test.yaml:6:5: 'develop' consumes bucket, but a client can't send it, where a is 'none'",
    ]);
    expect(await problems(choice("x", "{ x: [collect], y: [develop, collect] }", "  - develop"))).toEqual([
      "test.yaml:5:59: 'develop' consumes bucket, but a client can't send it",
    ]);
  });

  it("include output of a branch that cannot be sent", async () => {
    expect(await problems(choice("x", "{ x: [invert], y: [invert, collect] }", "  - colour"))).toEqual([
      "test.yaml:5:66: the bucket messages of 'collect' reach the end of the chain, where only images and readouts can be sent, where a is 'y'",
    ]);
  });

  it("do not include branches that never run together", async () => {
    const again = (branches: string) =>
      choice("x", "{ x: [collect], y: [] }", `  - choose: { parameter: a, branches: ${branches} }`);
    expect((await compile(again("{ x: [develop], y: [invert] }"))).steps).toHaveLength(2);
    expect(await problems(again("{ x: [invert, develop], y: [develop] }"))).toEqual([
      "test.yaml:6:67: 'develop' consumes bucket, but a client can't send it",
    ]);
  });

  it("are found quickly, even with many choices", async () => {
    const many = (parameter: (i: number) => string) => {
      const all = Array.from({ length: 40 }, (_, i) => i);
      const choose = (i: number) =>
        `  - choose: { parameter: ${parameter(i)}, branches: { x: [invert], y: [mask], z: [colour] } }`;
      const declared = all.map((i) => `  p${i}: { default: x, description: d }`);
      return ["description: d", "parameters:", ...declared, "chain:", ...all.map(choose), ...all.map(choose)].join(
        "\n",
      );
    };
    expect((await problems(many((i) => `p${i}`)))[0]).toMatch(
      /^test\.yaml:\d+:5: too many choices depend on each other/,
    );
    expect((await compile(many(() => "p0").replace(/ {2}p[1-9]\d*:.*\n/g, ""))).steps).toHaveLength(80);
  });
});
