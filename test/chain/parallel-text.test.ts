import { describe, expect, it } from "vitest";
import type { Chain } from "../../src/chain/index.ts";
import { withParameters } from "../../src/chain/text/index.ts";
import { collect, compileWith, develop, passing, problemsOf } from "../support/chains.ts";

const gadgets = [passing("invert"), passing("beat", ["waveform"]), passing("cut", ["acquisition"]), collect, develop];
/** A chain with a parameter `a` of default x, used by a choice without effect. */
const textOf = (...steps: string[]) =>
  [
    "description: d",
    "parameters: { a: { default: x, description: d } }",
    "chain:",
    "  - choose: { parameter: a, branches: { x: [], y: [] } }",
    ...steps.map((step) => `  - ${step}`),
  ].join("\n");
const compile = (...steps: string[]) => compileWith(gadgets, textOf(...steps));
const names = ({ steps }: Chain) => steps.map(({ gadget }) => gadget.name);

/** Compiles steps with a mark » before each error, and expects the messages of the marks, in their order. */
async function expectProblems(steps: readonly string[], messages: readonly string[]): Promise<void> {
  const marked = textOf(...steps).split("\n");
  const places = marked.flatMap((line, i) =>
    [...line.matchAll(/»/g)].map(({ index }, before) => `test.yaml:${i + 1}:${index + 1 - before}: `),
  );
  expect(places).toHaveLength(messages.length);
  const found = await problemsOf(gadgets, marked.join("\n").replaceAll("»", ""));
  expect(found).toEqual(places.map((place, i) => expect.stringContaining(place + messages[i])));
}

describe("the text of a parallel", () => {
  it("locates steps in branches, and freezes them all", async () => {
    const chain = await compile("parallel:\n      raw: []\n      both: [cut, invert]", "invert");
    expect(chain.steps.map(({ gadget, place }) => `${gadget.name} ${place}`)).toEqual([
      "cut test.yaml:7:14",
      "invert test.yaml:7:19",
      "invert test.yaml:8:5",
    ]);
    const [parallel] = chain.sections;
    expect(parallel).toMatchObject({ branches: [{ name: "raw", parts: [] }, { name: "both" }], merge: "arrival" });
    expect(parallel).toSatisfy(Object.isFrozen);
    expect(parallel).toHaveProperty("branches.1.parts", expect.toSatisfy(Object.isFrozen));
  });

  it("may contain choices, which a client's parameters resolve", async () => {
    const chain = await compile(
      "parallel: { p: [], q: [{ choose: { parameter: a, branches: { x: [cut], y: [invert, cut] } } }] }",
    );
    expect(names(chain)).toEqual(["cut"]);
    expect(names(withParameters(chain, { a: "y" }).chain)).toEqual(["invert", "cut"]);
  });

  it.each([
    ["»parallel", "parallel needs at least two branches"],
    ["parallel: »[]", "parallel is []; it must be a map of branches: `name: [steps]`"],
    ["parallel: »{ x: [invert] }", "parallel needs at least two branches: `name: [steps]`, or `name: []` for one that"],
    ["parallel: { x: [], y: »invert }", "'y' is \"invert\"; a branch is a list of steps"],
    [
      "parallel: { x: [], y: [], marge: »branches }",
      "'marge' is \"branches\"; a branch is a list of steps; did you mean 'merge'?",
    ],
    ["parallel: { x: [], y: [], merge: »branch }", "'merge' is \"branch\"; it must be one of arrival, branches"],
    ["parallel: { x: [], y: [], maxBytes: »0 }", "'maxBytes' is 0; it must be at least 1"],
    ["parallel: { x: [], »2nd: [] }", "'2nd' can't be a branch: a name is a letter, then letters, digits, - and _"],
    ["parallel: { x: [], y: [»invertt] }", "unknown gadget 'invertt'; did you mean 'invert'?"],
    ["»paralel: { x: [], y: [] }", "unknown gadget 'paralel'; did you mean 'parallel'?"],
  ])("%s is refused", async (step, message) => {
    await expectProblems([step], [message]);
  });
});

describe("the text of a route", () => {
  const route = (written: string, raw = "raw: []", rest = "rest: []") =>
    `parallel: { route: ${written}, ${raw}, ${rest} }`;

  it("routes by kind, flag or counter", async () => {
    const chain = await compile(route("{ by: contrast, 0: raw, 1: rest }"), "cut");
    expect(chain.sections[0]).toMatchObject({
      route: {
        by: "contrast",
        targets: [
          { key: "0", branch: "raw" },
          { key: "1", branch: "rest" },
        ],
        otherwise: undefined,
      },
    });
    await compile(route("{ by: flag, noiseMeasurement: raw, otherwise: rest }"), "cut");
    await compile(route("{ by: kind, acquisition: raw, image: rest }"), "cut");
  });

  it.each([
    [
      "{ by: »contrasts, 0: raw, 1: rest }",
      "'route.by' is \"contrasts\"; it must be one of kind, flag, average, slice",
    ],
    ["»{ 0: raw, 1: rest }", "key 'by' is missing"],
    [
      "{ by: flag, »noiseMeasurment: raw, otherwise: rest }",
      "unknown flag 'noiseMeasurment'; did you mean 'noiseMeasurement'?",
    ],
    ["{ by: kind, »readout: raw, otherwise: rest }", "unknown kind 'readout'; there are: acquisition, waveform, image"],
    ["{ by: slice, »first: raw, otherwise: rest }", "'first' is not a value of slice: counters are whole numbers"],
    ["{ by: slice, »-1: raw, otherwise: rest }", "'-1' is not a value of slice"],
    ["{ by: slice, »0.5: raw, otherwise: rest }", "'0.5' is not a value of slice"],
    ["{ by: slice, 0: raw, 1: »row, otherwise: rest }", "there is no branch 'row'; did you mean 'raw'?"],
    ["{ by: slice, 0: raw, 1: rest, otherwise: »others }", "there is no branch 'others'; there are: raw, rest"],
    ["{ by: slice, 0: »[cut], otherwise: rest }", "'route.0' is [\"cut\"]; it must be a text"],
  ])("%s is refused", async (written, message) => {
    await expectProblems([route(written), "cut"], [message]);
  });

  it("is followed only if valid: one error is reported once", async () => {
    const wrong = "{ by: kind, acquisition: »row, otherwise: rest }";
    await expectProblems(
      [`parallel: { route: ${wrong}, »raw: [cut], rest: [invert] }`],
      ["there is no branch 'row'; did you mean 'raw'?", "the route sends no message to branch 'raw'"],
    );
  });

  it("is refused if it sends nothing to a branch", async () => {
    await expectProblems(
      [route("{ by: slice, 0: raw, otherwise: raw }", "raw: []", "»rest: []"), "cut"],
      ["the route sends no message to branch 'rest'"],
    );
  });
});

describe("messages through a parallel", () => {
  it.each([
    ["each branch on its own", ["parallel: { x: [collect, develop], y: [cut] }", "cut", "invert"]],
    ["what any branch emits", ["parallel: { x: [collect], y: [] }", "cut", "develop"]],
    [
      "by kind",
      ["parallel: { route: { by: kind, acquisition: x, otherwise: y }, x: [collect, develop], y: [beat] }", "invert"],
    ],
    [
      "by flag",
      ["parallel: { route: { by: flag, reverse: x, otherwise: y }, x: [cut], y: [beat, collect] }", "develop"],
    ],
  ])("is followed: %s", async (_name, steps) => {
    expect((await compile(...steps)).steps.length).toBeGreaterThan(0);
  });

  it.each<[string, string[], string[]]>([
    [
      "output that can't be sent",
      ["parallel: { x: [»collect], y: [] }", "invert"],
      ["the bucket messages of 'collect' reach the end of the chain"],
    ],
    [
      "what another branch produces",
      ["parallel: { x: [collect], y: [»develop] }", "develop"],
      ["'develop' consumes bucket, but a client can't send it"],
    ],
    [
      "what both branches consume",
      ["parallel: { x: [collect], y: [collect] }", "develop", "»cut"],
      ["'cut' consumes acquisition, but no earlier step produces that"],
    ],
    [
      "what the route sends elsewhere by kind",
      ["parallel: { route: { by: kind, acquisition: x, otherwise: y }, x: [»invert], y: [»cut] }"],
      [
        "'invert' consumes image, but the route sends none of it here",
        "'cut' consumes acquisition, but the route sends none of it here",
      ],
    ],
    [
      "what a route by flag does not send",
      ["parallel: { route: { by: flag, reverse: x, navigationData: y }, x: [»invert], y: [»beat] }"],
      [
        "'invert' consumes image, but the route sends none of it here",
        "'beat' consumes waveform, but the route sends none of it here",
      ],
    ],
    [
      "what no branch accepts by kind",
      ["collect", "parallel: { route: »{ by: kind, acquisition: x, image: y }, x: [], y: [] }", "»develop"],
      [
        "the bucket messages of 'collect' go to no branch; name a branch for all others: `otherwise`",
        "'develop' consumes bucket, but no earlier step produces that",
      ],
    ],
    [
      "what no branch accepts by counter",
      ["collect", "parallel: { route: »{ by: slice, 0: x, 1: y }, x: [], y: [invert] }", "»develop"],
      [
        "the bucket messages of 'collect' go to no branch, since they have no slice; name a branch",
        "'develop' consumes bucket",
      ],
    ],
    [
      "what one choice in a branch omits",
      ["parallel: { p: [{ choose: { parameter: a, branches: { x: [collect], y: [] } } }], q: [invert] }", "»develop"],
      ["'develop' consumes bucket, but no earlier step produces that, where a is 'y'"],
    ],
  ])("is followed, and refused: %s", async (_what, steps, messages) => {
    await expectProblems(steps, messages);
  });

  it("is followed once if branches choose by the same parameter", async () => {
    const choose = (x: string, y: string) => `{ choose: { parameter: a, branches: { x: [${x}], y: [${y}] } } }`;
    // There is a bucket for either value, but not from either branch.
    const chain = await compile(
      `parallel: { p: [${choose("collect", "")}], q: [${choose("", "collect")}] }`,
      "develop",
    );
    expect(names(chain)).toEqual(["collect", "develop"]);
  });
});
