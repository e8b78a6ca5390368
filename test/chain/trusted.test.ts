import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gadgets as shipped } from "../../gadgets/registry.ts";
import { pipelineFolders } from "../../src/app/composition.ts";
import { ChainLibrary, gadgetRegistry } from "../../src/chain/index.ts";
import { ChainError, withParameters } from "../../src/chain/text/index.ts";
import { compileWith, passing, problemsOf, shell } from "../support/chains.ts";

const ownOfObjects = Object.getOwnPropertyNames(Object.prototype);

const gadgets = [shell, passing("invert")];
const stepsOf = async (text: string) =>
  (await compileWith(gadgets, `description: d\nchain:\n${text}`, "disk")).steps.map(({ parameters }) => parameters);
const problems = (text: string, origin: "disk" | "client") => problemsOf(gadgets, text, origin);

describe("a gadget's shorthand", () => {
  it("replaces its parameters", async () => {
    expect(
      await stepsOf('  - shell: "fft -i 3"\n  - shell: [fft, -i]\n  - shell: { command: fft, quiet: true }'),
    ).toEqual([
      { command: "fft -i 3", quiet: false },
      { command: ["fft", "-i"], quiet: false },
      { command: "fft", quiet: true },
    ]);
  });

  it("is refused by a gadget without one", async () => {
    expect(await problems("description: d\nchain:\n  - invert: fft", "disk")).toEqual([
      'test.yaml:3:13: "fft" has no meaning here, where there are no parameters: remove it',
    ]);
  });

  it("is checked like the parameter, at its location", async () => {
    const [first] = await problems("description: d\nchain:\n  - shell: [fft, 3]", "disk");
    expect(first).toMatch(/^test\.yaml:3:\d+: 'command.*it must be a text or a list of texts$/);
  });
});

describe("a server-side-only parameter", () => {
  it.each([
    ["by its name", "{ command: fft }", "3:23"],
    ["by the shorthand", "fft", "3:12"],
    ["with others", "{ quiet: true, command: [] }", "3:36"],
  ])("can't be set by a client's chain, %s", async (_how, parameters, place) => {
    expect(await problems(`description: d\nchain:\n  - shell: ${parameters}`, "client")).toEqual([
      `test.yaml:${place}: 'command' of 'shell' can be set only by a chain on the server's disk, and this one came from a client`,
    ]);
  });

  it("may have its default in a client's chain, if the server allows that its step is used", async () => {
    const rights = { steps: ["shell"], addresses: [] };
    const chain = await compileWith(gadgets, "description: d\nchain: [{ shell: { quiet: true } }]", "client", {
      rights,
    });
    expect(chain.steps[0]!.parameters).toEqual({ command: "", quiet: true });
  });

  it("can't be set in a branch either", async () => {
    const text = `description: d
parameters: { a: { default: x, description: d } }
chain:
  - choose: { parameter: a, branches: { x: [invert], y: [{ shell: fft }] } }`;
    expect(await problems(text, "client")).toEqual([
      expect.stringMatching(/^test\.yaml:4:67: 'command' of 'shell' can/),
    ]);
  });

  it("can't be set with others either", async () => {
    const text = "description: d\nchain: [{ parallel: { x: [invert], y: [{ shell: fft }] } }]";
    expect(await problems(text, "client")).toEqual([
      expect.stringMatching(/^test\.yaml:2:49: 'command' of 'shell' can/),
    ]);
  });

  it("counts as a client's if the origin is not given", async () => {
    await expect(compileWith(gadgets, "description: d\nchain: [{ shell: fft }]")).rejects.toThrow(/came from a client/);
  });

  const header = "description: d\nparameters: { p: { default: fft, description: d } }\nchain:\n";

  it.each([
    ["as a whole", "{ command: $p }", "4:23"],
    ["by the shorthand", "$p", "4:12"],
    ["in a part of it", "{ command: [sh, $p] }", "4:28"],
  ])("can't hold what a client may set, %s, in any chain", async (_how, parameters, place) => {
    expect(await problems(`${header}  - shell: ${parameters}`, "disk")).toEqual([
      `test.yaml:${place}: '$p' can't be used in 'command' of 'shell': clients can set it, but 'command' only a chain on the server's disk`,
    ]);
  });

  it("lets a client set the other parameters", async () => {
    const text = header.replace("default: fft", "default: true");
    const chain = await compileWith(gadgets, `${text}  - shell: { command: fft, quiet: $p }`, "disk");
    expect(chain.steps[0]!.parameters).toEqual({ command: "fft", quiet: true });
  });
});

describe("a client's chain", () => {
  const library = new ChainLibrary([], gadgetRegistry(shipped));
  const execute = "execute: [sh, -c, id]";
  it.each([
    ["a step", `[{ external: { ${execute} } }]`],
    ["a choice", `[{ choose: { parameter: a, branches: { x: [invert], y: [{ external: { ${execute} } }] } } }]`],
    ["branches", `[{ parallel: { x: [invert], y: [{ external: { ${execute} } }] } }]`],
    [
      "a route",
      `[{ parallel: { route: { by: kind, image: y, otherwise: x }, x: [invert], y: [{ external: { ${execute} } }] } }]`,
    ],
    [
      "branches of branches",
      `[{ parallel: { x: [{ parallel: { a: [{ parallel: { b: [{ external: { ${execute} } }] } }] } }], y: [invert] } }]`,
    ],
    ["an alias", `[{ external: &e { ${execute} } }, { external: *e }]`],
    ["an alias of the step", `[{ parallel: { x: [&s { external: { ${execute} } }], y: [*s] } }]`],
    ["a merged key", `[{ external: { <<: { ${execute} }, connect: "" } }]`],
    ["a quoted key", `[{ external: { "execute": [sh] } }]`],
    ["a key in escapes", `[{ external: { "\\x65xecute": [sh] } }]`],
    ["a parameter", "[{ external: { execute: $a } }]"],
    ["all parameters in one", "[{ external: $a }]"],
    ["the prototype", `[{ external: { __proto__: { ${execute} } } }]`],
    ["the constructor", `[{ external: { constructor: { prototype: { ${execute} } } } }]`],
    ["bart's files", `[{ bart: { command: "fft {f}", files: { f: /etc/passwd } } }]`],
    ["bart's words", `[{ bart: "fft -i 7 /etc/passwd" }]`],
    ["bart's command itself", `[{ bart: "/bin/sh -c id" }]`],
    ["bart's values", `[{ bart: { command: "fft {f}", values: { f: ../secret } } }]`],
  ])("can start no program and read no file by %s", async (_, chain) => {
    for (const directive of ["", "%YAML 1.1\n---\n"]) {
      const text = `${directive}description: d\nparameters: { a: { default: x, description: d } }\nchain: ${chain}`;
      await expect(library.compile(text)).rejects.toThrow(ChainError);
    }
    expect(({} as { execute?: unknown }).execute).toBeUndefined();
  });

  it.each([
    "[{ __proto__: { execute: [sh] } }]",
    "[__proto__, constructor, toString]",
    "[{ choose: { parameter: __proto__, branches: { x: [invert] } } }]",
    "[{ parallel: { __proto__: [invert], x: [invert] } }]",
    "[{ bart: { command: 'fft {__proto__}', values: { __proto__: x } } }]",
    "[{ attributes: { set: { __proto__: { polluted: 1 } } } }]",
  ])("changes no object but its own: %s", async (chain) => {
    const text = `description: d\nparameters: { __proto__: { default: x, description: d } }\nchain: ${chain}`;
    const error = await library.compile(text).catch((reason: unknown) => reason);
    if (error instanceof Error) expect(error).toBeInstanceOf(ChainError);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownOfObjects);
  });
});

describe("a client's parameters", () => {
  it("change no other object", async () => {
    const library = new ChainLibrary(pipelineFolders(), gadgetRegistry(shipped));
    const chain = await library.find("cartesian");
    const values = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ) as object;
    const { warnings } = withParameters(chain, values as Record<string, unknown>);
    expect(warnings).toEqual([
      expect.stringContaining("has no parameter '__proto__'"),
      expect.stringContaining("has no parameter 'constructor'"),
    ]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownOfObjects);
  });
});

describe("ChainLibrary", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-trusted-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const library = new ChainLibrary([folder], gadgetRegistry({ shell: async () => ({ default: shell }) }));
  const text = "description: d\nchain: [{ shell: fft }]";
  const path = join(folder, "mine.yaml");
  writeFileSync(path, text);

  it("trusts the chains in its folders, and files named by its user", async () => {
    expect((await library.find("mine")).steps[0]!.parameters).toMatchObject({ command: "fft" });
    const chain = await library.read(path);
    expect(chain.name).toBe("mine");
    expect(chain.steps[0]).toMatchObject({ parameters: { command: "fft" }, place: `${path}:2:9` });
  });

  it("does not trust texts", async () => {
    await expect(library.compile(text)).rejects.toThrow(/^CONFIG_TEXT:2:18: 'command' of 'shell' can be set only by/);
  });
});
