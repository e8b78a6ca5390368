import { describe, expect, it } from "vitest";
import { compileChain, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError } from "../../src/chain/text/index.ts";

const registry = gadgetRegistry({});

async function problemsOf(text: string): Promise<string[]> {
  const error = await compileChain("test", "test.yaml", text, registry).then(
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
    ["to much", `a: &a [${"1,".repeat(20_000)}]\nb: [*a, *a, *a, *a, *a]`, /with its aliases, more than 100000 values/],
  ])("may not have aliases %s", async (_name, text, expected) => {
    const problems = await problemsOf(text);
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });
});
