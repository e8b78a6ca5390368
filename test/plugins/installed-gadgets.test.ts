import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileChain, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError } from "../../src/chain/text/index.ts";
import { InstalledGadgets } from "../../src/plugins/index.ts";
import { passing } from "../support/chains.ts";
import { withReason } from "../support/peers.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-gadgets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const builtin = gadgetRegistry({ builtin: async () => ({ default: passing("builtin") }) });

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A gadget in TypeScript, with types that JavaScript does not have. */
function gadgetText(name: string): string {
  return `
import { defineGadget, type Message } from "larmor/gadget";
import { map, type OperatorFunction } from "rxjs";
import Type from "typebox";

const same: OperatorFunction<Message, Message> = map((message) => message);
export default defineGadget({
  name: "${name}",
  summary: "S.",
  in: ["image"],
  out: ["image"],
  parameters: { factor: Type.Number({ default: 2, description: "F." }) },
  create: () => same as never,
});
`;
}

function withoutTypes(text: string): string {
  return text.replaceAll(/: OperatorFunction.*?>|, type \w+| as never/g, "");
}

function installed(...folders: string[]) {
  return new InstalledGadgets({ builtIn: builtin, folders, packageFolder: join(folder, "larmor") });
}

it("loads TypeScript source, with the one rxjs, typebox and Larmor of the process", async () => {
  write("mine/double.ts", gadgetText("double"));
  const gadgets = installed(join(folder, "mine"));
  expect(gadgets.names).toEqual(["builtin", "double"]);
  const gadget = await gadgets.load("double");
  expect(gadget.schema.properties).toHaveProperty("factor");
  expect((await gadgets.load("builtin")).name).toBe("builtin");
});

it("distinguishes versions of a gadget by its file, and by files shared in its folder", () => {
  write("mine/double.ts", gadgetText("double"));
  const gadgets = installed(join(folder, "mine"));
  const versions = [gadgets.fingerprint("double")];
  const version = (path: string, text: string) => {
    write(path, text);
    versions.push(gadgets.fingerprint("double"));
  };
  version("mine/double.ts", `${gadgetText("double")}\n`);
  version("mine/_shared.ts", "export const a = 1;");
  version("mine/_shared.ts", "export const a = 2;");
  expect(new Set(versions).size).toBe(4);
  version("mine/other.ts", gadgetText("other"));
  version("mine/notes.md", "");
  expect(new Set(versions).size).toBe(4);
  expect(gadgets.fingerprint("builtin")).toBeUndefined();
});

it("finds gadgets added later, when it reads its folders again", async () => {
  write("mine/double.ts", gadgetText("double"));
  const gadgets = installed(join(folder, "mine"));
  expect((await gadgets.load("double")).name).toBe("double");
  write("mine/late.js", withoutTypes(gadgetText("late")));
  gadgets.refresh();
  expect(gadgets.names).toContain("late");
  expect((await gadgets.load("late")).name).toBe("late");
});

it("ignores types, cases, tests and names that start with _ or a dot", () => {
  for (const file of ["a.d.ts", "a.cases.ts", "a.test.ts", "_shared.ts", ".hidden.ts", "notes.md"])
    write(`mine/${file}`, "");
  expect(installed(join(folder, "mine")).names).toEqual(["builtin"]);
});

it("lets gadgets of a folder share a file", async () => {
  write("mine/_shared.ts", `export const name: string = "double";`);
  write("mine/double.ts", `import { name } from "./_shared.ts";\n${gadgetText("double").replace('"double"', "name")}`);
  expect((await installed(join(folder, "mine")).load("double")).name).toBe("double");
});

it("finds npm packages in node_modules next to a folder, above it, and next to Larmor's own", async () => {
  const install = (modules: string, name: string, gadget: string) => {
    write(`${modules}/${name}/package.json`, JSON.stringify({ name, type: "module", exports: "./index.js" }));
    write(`${modules}/${name}/index.js`, withoutTypes(gadgetText(gadget)));
  };
  install("site/node_modules", "larmor-gadget-above", "above");
  install("site/mine/node_modules", "@lab/larmor-gadget-scoped", "scoped");
  install("other/node_modules", "larmor-gadget-sibling", "sibling");
  install("other/node_modules", "something-else", "else");
  const gadgets = new InstalledGadgets({
    builtIn: builtin,
    folders: [join(folder, "site/mine")],
    packageFolder: join(folder, "other/node_modules/larmor"),
  });
  expect([...gadgets.names].toSorted()).toEqual(["above", "builtin", "scoped", "sibling"]);
  for (const name of gadgets.names) expect((await gadgets.load(name)).name).toBe(name);
});

const noUsers = process.getuid === undefined ? "this system has no users" : undefined;
describe.skipIf(noUsers)(withReason("packages above a folder that other users could have put there", noUsers), () => {
  const install = (modules: string, name: string, gadget = "evil") => {
    write(`${modules}/${name}/package.json`, JSON.stringify({ name, type: "module", exports: "./index.js" }));
    write(`${modules}/${name}/index.js`, withoutTypes(gadgetText(gadget)));
  };
  it.each([
    ["node_modules can be written by all", "node_modules", 0o777],
    ["its scope can be written by all", "node_modules/@lab", 0o777],
    ["it can be written by all itself", "node_modules/@lab/larmor-gadget-evil", 0o757],
  ])("are not used if %s", (_, path, mode) => {
    install("node_modules", "@lab/larmor-gadget-evil");
    mkdirSync(join(folder, "mine"));
    const gadgets = installed(join(folder, "mine"));
    expect(gadgets.names).toEqual(["builtin", "evil"]);
    chmodSync(join(folder, path), mode);
    gadgets.refresh();
    expect(gadgets.names).toEqual(["builtin"]);
    expect(gadgets.ignoredPackages).toEqual([join(folder, "node_modules/@lab/larmor-gadget-evil")]);
  });

  const noRoot = process.getuid?.() === 0 ? undefined : "this system does not let this user change owners";
  it.skipIf(noRoot)(withReason("are not used if they belong to another user", noRoot), () => {
    install("node_modules", "larmor-gadget-evil");
    mkdirSync(join(folder, "mine"));
    const gadgets = installed(join(folder, "mine"));
    chownSync(join(folder, "node_modules"), 12345, 12345);
    expect(gadgets.names).toEqual(["builtin"]);
    // Who owns the folder of gadgets can change them anyway.
    chownSync(join(folder, "mine"), 12345, 12345);
    gadgets.refresh();
    expect(gadgets.names).toEqual(["builtin", "evil"]);
  });

  it("do not hide those further up", async () => {
    install("node_modules", "larmor-gadget-evil");
    install("site/node_modules", "larmor-gadget-evil", "worse");
    mkdirSync(join(folder, "site/mine"));
    chmodSync(join(folder, "site/node_modules"), 0o777);
    const gadget = await installed(join(folder, "site/mine")).load("evil");
    expect(gadget.name).toBe("evil");
  });
});

it.each([
  ["is not TypeScript", "const x = ;\n", /gadget 'bad' cannot be loaded: .*mine\/bad\.ts:1:10: Unexpected token$/],
  ["throws", "\n\nthrow new Error('no');\n", /gadget 'bad' cannot be loaded: .*mine\/bad\.ts:3:\d+: no$/],
  ["lacks a module", "import 'nothing-there';\n", /bad\.ts:1:\d+: Cannot find module 'nothing-there'/],
  ["has no default export", "export const x = 1;\n", /bad\.ts is not a gadget: it needs `export default defineGadget/],
  ["exports something else", "export default { name: 'bad' };\n", /bad\.ts is not a gadget/],
  ["has another name", gadgetText("worse"), /bad\.ts contains a gadget named 'worse'/],
  [
    "has a parameter without a description",
    gadgetText("bad").replace(', description: "F."', ""),
    /bad\.ts:\d+:\d+: parameter 'factor' of gadget 'bad' needs a description and a default/,
  ],
])("says with file and line why a gadget %s, where a chain names it and nowhere else", async (_, text, message) => {
  write("mine/bad.ts", text);
  write("mine/good.ts", gadgetText("good"));
  const gadgets = installed(join(folder, "mine"));
  const compile = (steps: string) => compileChain("c", "c.yaml", `description: d\nchain: [${steps}]\n`, gadgets);
  await expect(compile("good, builtin")).resolves.toHaveProperty("steps.length", 2);
  const error = await compile("good, bad, nothing").catch((reason: unknown) => reason as ChainError);
  expect(error).toBeInstanceOf(ChainError);
  const [first, second] = (error as ChainError).problems;
  expect(first).toMatchObject({ line: 2, column: 15 });
  expect(first!.message).toMatch(message);
  expect(second!.message).toMatch(/^unknown gadget 'nothing'/);
});

it("refuses a name that several gadgets have, and only that", async () => {
  write("mine/builtin.ts", gadgetText("builtin"));
  write("mine/twice.ts", gadgetText("twice"));
  write("yours/twice.ts", gadgetText("twice"));
  write("yours/once.ts", gadgetText("once"));
  const gadgets = installed(join(folder, "mine"), join(folder, "yours"));
  await expect(gadgets.load("builtin")).rejects.toThrow(
    /gadget 'builtin' of .*mine\/builtin\.ts has the name of a built-in gadget/,
  );
  await expect(gadgets.load("twice")).rejects.toThrow(
    /several gadgets are named 'twice': .*mine\/twice\.ts, .*yours\/twice\.ts/,
  );
  expect((await gadgets.load("once")).name).toBe("once");
  expect(gadgets.authors().filter(({ clash }) => clash !== undefined)).toHaveLength(3);
});
