import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { testGadgetFile } from "../../src/app/test-gadget-file.ts";
import { newGadget, templateKinds } from "../../src/authoring/index.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-new-gadget-"));
afterAll(() => rmSync(folder, { recursive: true }));
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const written = templateKinds.flatMap((kind) =>
  newGadget({ name: `my-${kind}`, kind, folder, builtIn: ["fft"], packageFolder }),
);

/** Tests a gadget of the folder. @returns what is printed, and how many checks failed */
async function test(
  name: string,
  options: { parameter?: Record<string, string>; input?: string; config?: string } = {},
) {
  const lines: string[] = [];
  const faults = await testGadgetFile(
    join(folder, `${name}.ts`),
    {
      config: "cartesian",
      parameter: {},
      output: join(folder, "pictures"),
      patience: 1,
      gadgets: [],
      pipelines: [],
      ...options,
    },
    (line) => lines.push(line),
  );
  return { faults, lines, text: lines.join("\n") };
}

/** A gadget on images whose operator is given as text. */
function writeGadget(name: string, create: string, rest = 'out: ["image"]'): void {
  writeFileSync(
    join(folder, `${name}.ts`),
    `import { defineGadget } from "larmor/gadget";
import { ignoreElements, map, NEVER, mergeWith } from "rxjs";
const kept: unknown[] = [];
export default defineGadget({
  name: "${name}",
  summary: "Do something.",
  in: ["image"],
  ${rest},
  parameters: {},
  create: () => ${create} as never,
});
void [kept, map, ignoreElements, NEVER, mergeWith];
`,
  );
}

describe("larmor new gadget", () => {
  it("writes a gadget and cases for each kind, and one configuration, and overwrites nothing", () => {
    expect(written).toHaveLength(2 * templateKinds.length + 1);
    expect(() => newGadget({ name: "my-image", kind: "image", folder, builtIn: ["fft"], packageFolder })).toThrow(
      /my-image\.ts already exists; choose another name/,
    );
    expect(() => newGadget({ name: "My Filter", kind: "image", folder, builtIn: ["fft"], packageFolder })).toThrow(
      /is not a valid gadget name/,
    );
    const make = (name: string) => newGadget({ name, kind: "image", folder, builtIn: ["fft"], packageFolder });
    expect(() => make("fft")).toThrow("'fft' is a built-in gadget; choose another name, such as my-fft");
    expect(() => make("choose")).toThrow("'choose' is a key of chains; choose another name, such as my-choose");
  });
});

describe("larmor test gadget", () => {
  it.each(templateKinds)("passes the template for %s, on its cases and on a phantom", async (kind) => {
    const { faults, text } = await test(`my-${kind}`);
    expect(text).toMatch(
      /given a factor\n.*✓ produces what its author expects\n.*given the phantom\n {2}✓ runs as a step of cartesian/s,
    );
    expect(text).not.toContain("✗");
    expect(faults).toBe(0);
    const values = [...text.matchAll(/2 images, values from [\d.]+ to ([\d.]+): (.*\.png)/g)];
    expect(Number(values[1]![1]) / Number(values[0]![1])).toBeCloseTo(2, 2);
    for (const [, , path] of values) expect(PNG.sync.read(readFileSync(path!))).toMatchObject({ height: 128 });
  });

  it("sets parameters on the measurement", async () => {
    const { text } = await test("my-image", { parameter: { factor: "3" } });
    const values = [...text.matchAll(/values from [\d.]+ to ([\d.]+)/g)].map(([, maximum]) => Number(maximum));
    expect(values[1]! / values[0]!).toBeCloseTo(3, 2);
    await expect(test("my-image", { parameter: { factr: "3" } })).resolves.toMatchObject({
      faults: 1,
      text: expect.stringMatching(
        /✗ runs as a step of cartesian\n {6}my-image: unknown key 'factr'; did you mean 'factor'/,
      ),
    });
  });

  it.each([
    [
      "changes what it gets",
      "map((image) => { image.data[0] *= 2; return image; })",
      /✗ leaves its input unchanged.*\n {6}it changed its input: image\.data\[0\] of message 1 was 1, is 2; copy first\n/,
    ],
    [
      "changes what it has emitted",
      "map((image) => { const { data } = (kept[0] ?? image) as typeof image; kept[0] = { ...image, data: data.slice() }; data[1] = 9; return kept[0]; })",
      /it changed a result after it had emitted it: image\.data\[1\] of message 1 was 2, is 9; emit a copy\n/,
    ],
    [
      "compares with the first image of all sessions",
      "map((image) => ({ ...image, data: image.data.map((v, i) => v - (kept[0] ??= image).data[i]) }))",
      /✗ gives the same results after another session\n {6}its results depend on those of another session: results\[0\]\.data\[0\] is 0 in a new process, and -2 after a session with other data; keep state inside `create`/,
    ],
    [
      "shares state",
      "map((image) => { kept.push(image); return { ...image, attributes: String(kept.length) }; })",
      /✗ shares no state/,
    ],
    ["never completes", "mergeWith(NEVER)", /✗ completes without input.*\n {6}it has not completed/],
    [
      "outputs an undeclared kind",
      "map((image) => ({ ...image, kind: 'text' }))",
      /✗ consumes and produces only messages of its kinds.*\n {6}it produced a text/,
    ],
    [
      "throws",
      "map(() => { throw new Error('of mine'); })",
      /✗ consumes and produces.*\n {6}of mine \(throws\.ts:10:\d+\)\n {6}at .*throws\.ts:10:/,
    ],
  ])("finds one that %s", async (what, create, message) => {
    const name = what.replaceAll(" ", "-");
    writeGadget(name, create);
    writeFileSync(
      join(folder, `${name}.cases.ts`),
      `import { image } from "larmor/testing";\nexport default [{ name: "two", messages: [image([1, 2]), image([3, 4])] }];\n`,
    );
    const { faults, text } = await test(name);
    expect(text).toMatch(message);
    expect(faults).toBeGreaterThan(0);
    expect(existsSync(join(folder, "pictures", `${name}-before.png`))).toBe(false);
  });

  it("says what is wrong with the cases, the file and the chain", async () => {
    writeGadget("odd", "map((image) => image)");
    writeFileSync(join(folder, "odd.cases.ts"), "export default 3;\n");
    await expect(test("odd")).rejects.toThrow(/odd\.cases\.ts: its default export must be a list of cases/);
    await expect(test("nothing")).rejects.toThrow(/there is no file .*nothing\.ts/);
    await expect(test("my-buffer", { config: "null" })).resolves.toMatchObject({
      faults: 1,
      text: expect.stringMatching(/no buffer occurs in chain null; choose a chain that has 'my-buffer'/),
    });
  });
});
