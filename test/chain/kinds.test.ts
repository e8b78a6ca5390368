import { map } from "rxjs";
import Type from "typebox";
import { describe, expect, it } from "vitest";
import { ParameterError, withParameters } from "../../src/chain/text/index.ts";
import { defineGadget, type Message } from "../../src/gadget-api/index.ts";
import { compileWith, passing, problemsOf } from "../support/chains.ts";

/** A step whose parameters determine what it consumes and produces. */
const bridge = defineGadget({
  name: "bridge",
  summary: "S.",
  in: ["acquisition", "image"],
  out: ["image", "buffer"],
  parameters: {
    send: Type.Array(Type.Enum(["acquisition", "image"]), { default: ["acquisition", "image"], description: "D." }),
    returns: Type.Enum(["image", "buffer"], { default: "image", description: "D.", shorthand: true }),
    low: Type.Number({ default: 0, description: "D." }),
    high: Type.Number({ default: 1, description: "D." }),
  },
  flow: { kinds: { in: "send", out: "returns" } },
  validate: ({ low, high }) => (low <= high ? undefined : `'low' is ${low}, above 'high', ${high}`),
  create: () => map((message: Message) => message as never),
});
const solve = passing("solve", ["buffer"], ["image"]);
const average = passing("average", ["acquisition"]);
const gadgets = [bridge, solve, average];
const chainOf = (steps: string, parameters = "{}") =>
  `description: d\nparameters: ${parameters}\nchain:\n${steps
    .split("\n")
    .map((step) => `  - ${step}`)
    .join("\n")}`;

describe("parameters that name kinds of messages", () => {
  it("determine what a step consumes and produces", async () => {
    const { steps } = await compileWith(gadgets, chainOf("bridge: { send: [image], returns: buffer }\nsolve"));
    expect([steps[0]!.gadget.in, steps[0]!.gadget.out]).toEqual([["image"], ["buffer"]]);
    const plain = await compileWith(gadgets, chainOf("bridge"));
    expect([plain.steps[0]!.gadget.in, plain.steps[0]!.gadget.out]).toEqual([["acquisition", "image"], ["image"]]);
  });

  it("are followed through the chain", async () => {
    expect(await problemsOf(gadgets, chainOf("bridge: buffer"))).toEqual([
      expect.stringMatching(/^test\.yaml:4:\d+: the buffer messages of 'bridge' reach the end of the chain/),
    ]);
    expect(await problemsOf(gadgets, chainOf("bridge\naverage"))).toEqual([
      "test.yaml:5:5: 'average' consumes acquisition, but no earlier step produces that",
    ]);
    await compileWith(gadgets, chainOf("bridge: { send: [image] }\naverage"));
  });

  it.each([
    ["bridge: { returns: $kind }", "'$kind' can't be used for 'returns' of 'bridge'"],
    ["bridge: $kind", "'$kind' can't be used for 'returns' of 'bridge'"],
    ["bridge: { send: [$kind] }", "'$kind' can't be used for 'send' of 'bridge'"],
  ])("can't be set by a client: %s", async (step, message) => {
    const problems = await problemsOf(gadgets, chainOf(step, "{ kind: { default: image, description: d } }"));
    expect(problems).toEqual([expect.stringContaining(`${message}: the kinds of messages that a step consumes`)]);
  });
});

describe("an issue found by a gadget's own validation", () => {
  it("is located at its parameters", async () => {
    const text = chainOf("average\nbridge: { low: 3, high: 2 }");
    expect(await problemsOf(gadgets, text)).toEqual(["test.yaml:5:13: 'low' is 3, above 'high', 2"]);
  });

  it("is only checked once the schema accepts the parameters", async () => {
    expect(await problemsOf(gadgets, chainOf("bridge: { low: 3, high: x }"))).toEqual([
      `test.yaml:4:29: 'high' is "x"; it must be a number, such as 1`,
    ]);
  });

  it("is also checked for what a client sets", async () => {
    const chain = await compileWith(
      gadgets,
      chainOf("bridge: { low: $low }", "{ low: { default: 0, description: d } }"),
    );
    expect(withParameters(chain, { low: "1" }).chain.steps[0]!.parameters).toMatchObject({ low: 1 });
    expect(() => withParameters(chain, { low: "2" })).toThrow(ParameterError);
    expect(() => withParameters(chain, { low: "2" })).toThrow(
      "parameters of chain test: step 1, bridge (test.yaml:4:5): 'low' is 2, above 'high', 1",
    );
  });
});
