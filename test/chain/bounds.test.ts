import { describe, expect, it } from "vitest";
import { compileChain, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError } from "../../src/chain/text/index.ts";
import { passing } from "../support/chains.ts";

const registry = gadgetRegistry({});
const kinds = gadgetRegistry(
  Object.fromEntries(
    [passing("invert"), passing("noise", ["acquisition"]), passing("cut", ["image"], [])].map((gadget) => [
      gadget.name,
      async () => ({ default: gadget }),
    ]),
  ),
);

async function problemsOf(text: string, gadgets = registry): Promise<string[]> {
  const error = await compileChain("test", "test.yaml", text, gadgets).then(
    () => expect.fail("the chain compiled"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChainError);
  return (error as ChainError).message.split("\n");
}

const tooDeep = /^test\.yaml:\d+:\d+: more than 32 levels of nesting$/;

describe("a chain's text from an untrusted client", () => {
  it("is refused by its length, whatever its contents", async () => {
    const [problem] = await problemsOf(`description: ${"d".repeat(2 ** 16)}`);
    expect(problem).toBe("test.yaml:1:1: a chain's text has at most 65536 characters; this one has 65549");
  });

  it.each([
    ["flow sequences", "[".repeat(30_000) + "]".repeat(30_000)],
    ["flow sequences without an end", "[".repeat(60_000)],
    ["flow mappings", "{a: ".repeat(15_000)],
    ["block sequences", "- ".repeat(30_000)],
    ["explicit keys", "? ".repeat(30_000)],
    ["block mappings", Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ])("is refused for nested %s, which would have taken the whole stack", async (_name, text) => {
    expect((await problemsOf(text))[0]).toMatch(tooDeep);
  });

  it("is refused if it nests too deeply, with the location", async () => {
    // A mapping and a list are around the first bracket, so the last of them is the 33rd level.
    const text = `description: d\nchain:\n  - ${"[".repeat(31)}${"]".repeat(31)}`;
    expect((await problemsOf(text))[0]).toBe("test.yaml:3:35: more than 32 levels of nesting");
  });

  it.each([
    ["to itself", "description: d\nchain: &all [*all]", /with its aliases, more than 32 levels/],
    [
      "to aliases of aliases",
      Array.from({ length: 90 }, (_, i) => `b${i}: &b${i} [${i > 0 ? `*b${i - 1}` : ""}]`).join("\n"),
      /with its aliases, more than 32 levels/,
    ],
    [
      "too often",
      `a: &a [1, 2]\n${Array.from({ length: 6 }, (_, i) => `b${i}: &b${i} [${`*${i > 0 ? `b${i - 1}` : "a"}, `.repeat(10)}]`).join("\n")}`,
      /Excessive alias count/,
    ],
    ["to much", `a: &a [${"1,".repeat(9000)}]\nb: [${"*a, ".repeat(12)}]`, /with its aliases, more than 100000 values/],
  ])("may not have aliases %s", async (_name, text, expected) => {
    const problems = await problemsOf(text);
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });
});

describe("a chain that would take time without end", () => {
  const chain = (steps: string) => `description: d\nchain:\n${steps}`;

  it("is refused if it copies each message too often", async () => {
    const branches = "  - parallel: { a: [], b: [] }\n";
    const texts = [
      branches.repeat(40),
      "  - parallel: { a: [], b: [{ parallel: { c: [], d: [], e: [] } }] }\n".repeat(30),
    ];
    for (const text of texts) {
      expect(await problemsOf(chain(text))).toEqual([
        expect.stringMatching(
          /^test\.yaml:\d+:\d+: one message has more than 256 copies after this parallel; name the/,
        ),
      ]);
    }
    await expect(compileChain("test", "test.yaml", chain(branches.repeat(8)), registry)).resolves.toBeDefined();
  });

  it("is not refused for branches of which a message takes only one", async () => {
    const route = "  - parallel: { route: { by: slice, 0: a, otherwise: b }, a: [], b: [] }\n";
    await expect(compileChain("test", "test.yaml", chain(route.repeat(20)), registry)).resolves.toBeDefined();
  });

  it("is refused if its choices in branches have too many combinations", async () => {
    const all = Array.from({ length: 40 }, (_, i) => i);
    const choice = (i: number) => `{ choose: { parameter: p${i}, branches: { x: [noise], y: [invert], z: [cut] } } }`;
    const steps = all.map((i) => `  - parallel: { a: [${choice(i)}], b: [${choice((i * 7) % 40)}] }\n`).join("");
    const declared = all.map((i) => `  p${i}: { default: x, description: d }\n`).join("");
    const problems = await problemsOf(`description: d\nparameters:\n${declared}chain:\n${steps}`, kinds);
    expect(problems.filter((each) => each.includes("too many choices depend on each other"))).toHaveLength(1);
  });

  it.each([
    ["steps", "  - invert\n".repeat(4000)],
    ["unknown steps", "  - x\n".repeat(4000)],
    ["parallels", "  - parallel: { a: [], b: [] }\n".repeat(1600)],
    ["branches", `  - parallel:\n${Array.from({ length: 3000 }, (_, i) => `      b${i}: []\n`).join("")}`],
  ])("is refused for too many %s, by one line", async (_what, steps) => {
    expect(await problemsOf(chain(steps))).toEqual([
      expect.stringMatching(/^test\.yaml:3:3: a chain has at most 1000 steps and branches; this one has more$/),
    ]);
  });

  it("is refused for too many steps in a row, which would need too much of the stack", async () => {
    expect(await problemsOf(chain("  - invert\n".repeat(129)), kinds)).toEqual([
      "test.yaml:3:3: a message passes through 129 steps of this chain; at most 128 are possible",
    ]);
    await expect(compileChain("test", "test.yaml", chain("  - invert\n".repeat(128)), kinds)).resolves.toBeDefined();
  });

  it("is refused for too many keys and items", async () => {
    expect(await problemsOf(chain("- a\n".repeat(16_000)))).toEqual([
      "test.yaml:3:1: more than 10000 keys and items of lists",
    ]);
  });

  it("has its first mistakes listed, and the number of the others", async () => {
    const problems = await problemsOf(chain("  - x\n".repeat(900)));
    expect(problems).toHaveLength(51);
    expect(problems[49]).toMatch(/^test\.yaml:52:5: unknown gadget 'x'/);
    expect(problems[50]).toBe("… and 850 more mistakes");
  });
});
