import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { pipelineFolders } from "../../src/app/composition.ts";
import { compileChain, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError } from "../../src/chain/text/index.ts";

const registry = gadgetRegistry(gadgets);

/** The problems of a chain's text as `line:column: message`. */
async function problemsOf(text: string): Promise<string[]> {
  const error = await compileChain("t", "t.yaml", text, registry, "disk").then(
    () => expect.fail("the chain compiled"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChainError)) throw error;
  return error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

/** A misspelt value in the last line, which a mistake in an earlier line must not hide. */
const last = "  - kspace-filter: { e0: hannn }\n";
const isFound = expect.stringMatching(/^\d+:26: 'e0' is "hannn"; it must be one of none, gaussian, hann, tukey$/);

describe("a mistake in the layout of a chain's text", () => {
  it.each([
    [
      "an item that is indented too far",
      "  - noise-adjust: {}\n   - remove-oversampling\n",
      "4:4: the line starts in column 4, but the items of its list in column 3: remove 1 space before it",
    ],
    [
      "an item that YAML reads as part of the text before it",
      "  - noise-adjust\n    - remove-oversampling\n",
      "4:5: the line starts in column 5, but the items of its list in column 3: remove 2 spaces before it",
    ],
    [
      "an item that is not indented far enough",
      "  - noise-adjust\n - remove-oversampling\n",
      "4:2: the line starts in column 2, but the items of its list in column 3: add 1 space before it",
    ],
    [
      "a parameter that is indented too far",
      "  - kspace-filter:\n      e1: hann\n       e2: hann\n",
      "5:8: the line starts in column 8, but the keys of its map in column 7: remove 1 space before it",
    ],
    [
      "a parameter that is indented like its gadget",
      "  - accumulate:\n    trigger: slice\n",
      "4:5: 'trigger' is indented like 'accumulate': indent it further if it is its parameter",
    ],
    ["a tab", "\t- noise-adjust\n", "3:1: the line is indented by a tab: use spaces"],
    ["an open brace", "  - extract: { as: [phase]\n", "3:14: { is not closed: write } at the end of the line"],
    ["an open bracket", "  - extract: { as: [phase }\n", "3:27: [ is not closed: write ] before this }"],
    ["an open quote", "  - tap: 'before\n", "3:10: ' is not closed: write ' at the end of the line"],
    [
      "a key without a colon",
      "  - kspace-filter:\n      e1 hann\n      e2: hann\n",
      "4:7: a key needs a colon and a space: write `e1: hann`",
    ],
    [
      "a name without a colon",
      "  - parallel\n      a: [discard]\n      b: [discard]\n",
      "3:3: a name that is followed by its contents needs a colon: write `- parallel:`",
    ],
    [
      "two keys on one line",
      "  - extract: as: [phase]\n",
      "3:14: two keys on one line: write the inner ones in braces, `name: { key: value }`, or quotes around a text",
    ],
    ["a key twice", "  - extract: { series: 3, series: 4 }\n", "3:27: key 'series' is given twice: remove one of them"],
  ])("hides no other: %s", async (_, steps, problem) => {
    const problems = await problemsOf(`description: d\nchain:\n${steps}${last}`);
    expect(problems).toEqual(expect.arrayContaining([problem, isFound]));
  });

  it.each([
    ["a key of the chain that is indented", "description: d\n chain:\n", "2:2: the line starts in column 2"],
    ["a key of the chain without a colon", "description: d\nchain\n", "2:1: a name that is followed by its contents"],
    ["an open quote", 'description: "d\nchain:\n', '1:14: " is not closed: write " at the end of the line'],
    [
      "a colon in a text",
      "description: it's: d\nchain:\n",
      "1:1: a text that contains a colon and a space needs quotes",
    ],
    ["a text that needs quotes", "description: @d\nchain:\n", "1:14: a text that starts with '@' needs quotes"],
    ["items without spaces", "description: d\nchain:\n  -noise-adjust\n", "3:3: an item needs a space after its dash"],
  ])("hides no other: %s", async (_, start, problem) => {
    const problems = await problemsOf(start + last);
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem), isFound]));
  });

  it("is found in any line of the built-in chains, together with a mistake in another line", async () => {
    for (const path of pipelineFolders().flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))) {
      const lines = readFileSync(path, "utf8").split("\n");
      const chain = lines.indexOf("chain:");
      const items = lines.flatMap((line, i) => (i > chain && /^ {2}- [a-z]/.test(line) ? [i] : []));
      for (const item of items.slice(1)) {
        const wrong = lines
          .with(item, ` ${lines[item]}`)
          .with(items[0]!, lines[items[0]!]!.replace(/- [a-z-]+/, "- nonsense"));
        const problems = await problemsOf(wrong.join("\n"));
        expect(problems, `${path}:${item + 1}`).toEqual(
          expect.arrayContaining([
            expect.stringMatching(`^${item + 1}:4: the line starts in column 4, but .* remove 1 space before it$`),
            expect.stringMatching(`^${items[0]! + 1}:5: unknown gadget 'nonsense'`),
          ]),
        );
      }
    }
  });
});

describe("a mistake that is none of the layout", () => {
  it("reports unused parameters together with steps that cannot be compiled", async () => {
    const text =
      "description: d\nparameters:\n  idle: { default: 1, description: I. }\n  busy: { default: 1, description: B. }\n" +
      "chain:\n  - nonsense: { x: $busy }\n";
    expect(await problemsOf(text)).toEqual([
      "3:3: parameter 'idle' is used by no step; use it as $idle",
      expect.stringMatching(/^6:5: unknown gadget 'nonsense'/),
    ]);
  });

  it.each([
    ["kspace-filter: { width: wide }", "'width' is \"wide\"; it must be a number from 0 to 0.5, such as 0.15"],
    [
      'kspace-filter: { width: "0.1" }',
      "'width' is \"0.1\"; it must be a number from 0 to 0.5: write it without quotes",
    ],
    ["kspace-filter: { width: }", "'width' has no value; it must be a number from 0 to 0.5, such as 0.15"],
    ["kspace-filter: { width: 0.6 }", "'width' is 0.6; it must be at most 0.5"],
    ["accumulate: { count: 1.5 }", "'count' is 1.5; it must be a whole number from 1 to 2147483648, such as 1"],
    ["accumulate: { forwardWaveforms: yes }", "'forwardWaveforms' is \"yes\"; it must be true or false"],
    [
      "extract: { as: phase }",
      "it must be a list of one of magnitude, phase, real, imag, complex, 1 or more: write [phase]",
    ],
    ["kspace-filter: { e1 hann }", "unknown key 'e1 hann'; write `e1: hann`"],
    ["kspace-filter e1", "unknown gadget 'kspace-filter e1'; parameters are written `- kspace-filter: { key: value }`"],
    ["bart: { command: 3 }", "'command' is 3; it must be a text"],
    ["", "the step is empty; a step is a gadget's name"],
  ])("says what to write: %s", async (step, message) => {
    expect((await problemsOf(`description: d\nchain:\n  - ${step}\n`)).join("\n")).toContain(message);
  });

  it.each([
    ["", "1:1: the file is empty: write `description: …`, and `chain:` with a list of steps"],
    ["# a comment\n", "the file is empty"],
    ["discard\n", "1:1: the file is a text without keys: write"],
    ["description: d\nchain:\n", "2:7: 'chain' has no value; it must be a list: write each item on a line, after `- `"],
    ["description: d\nchain: discard\n", "2:8: 'chain' is \"discard\"; it must be a list: write [discard]"],
  ])("says what to write: %j", async (text, message) => {
    expect((await problemsOf(text)).join("\n")).toContain(message);
  });
});

it("leaves valid texts as they are, even if they look like mistakes", async () => {
  const texts = [
    "description:\n  a text\n  - with a dash\nchain: [discard]",
    "description: |\n  a: b\n   - c\nchain:\n- discard\n",
    "description: -d\nchain:\n    - tap: a\n    # a comment\n    - discard\n",
    "description: d\nchain: [\n  { tap: 'x' },\n    discard,\n]\n",
  ];
  for (const text of texts) await expect(compileChain("t", "t.yaml", text, registry, "disk")).resolves.toBeDefined();
});
