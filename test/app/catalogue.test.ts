import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalogue, entryOf, errorsPage, everyCode } from "../../src/app/catalogue/index.ts";
import { errors } from "../../src/cli/commands/errors.ts";
import { families } from "../../src/errors/index.ts";
import { runCommand } from "../support/command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = ["src", "gadgets"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(root, folder, name), "utf8") })),
);

describe("the catalogue of errors", () => {
  it("has a family for every class of error in the code", () => {
    const classes = sources.flatMap(({ text }) =>
      [...text.matchAll(/class (\w+) extends \w*Error\b/g)].map(([, name]) => name!),
    );
    expect(classes.toSorted()).toEqual(Object.keys(families).toSorted());
    // By which it is known behind a thread.
    for (const { text } of sources) {
      for (const [, name] of text.matchAll(/class (\w+) extends Error\b/g))
        expect(text).toMatch(new RegExp(`override readonly name(: string)? = "${name}"`));
      for (const [, name] of text.matchAll(/override readonly name(?:: string)? = "(\w+)"/g))
        expect(families).toHaveProperty(name!);
    }
  });

  it("has an entry for everything that our gadgets fail with, and for nothing else", () => {
    const codes = new Set<string>();
    for (const { name, text } of sources) {
      if (!/^(gadgets|src\/gadget-api|src\/recon|src\/chain)\//.test(name)) continue;
      for (const [, code] of text.matchAll(/new GadgetError\(\s*"([^"]+)"/g)) codes.add(code!);
      for (const [, code] of text.matchAll(/\.require\([^;]*?,\s*"([a-z]+(?:-[a-z]+)+)"/g)) codes.add(code!);
    }
    expect([...codes].toSorted()).toEqual(Object.keys(catalogue.gadget).toSorted());
  });

  it("has an entry for each code that the server gives", () => {
    const codes = sources.flatMap(({ text }) => [...text.matchAll(/"server\/([a-z-]+)"/g)].map(([, code]) => code!));
    expect([...new Set(codes)].toSorted()).toEqual(Object.keys(catalogue.server).toSorted());
  });

  it("lets no error reach a client or a command line without a code", () => {
    // What nobody foresaw may be a mere Error; what is thrown on purpose is not.
    const allowed = /^src\/(testing|numerics\/kernels)\//;
    const bare = sources
      .filter(({ name }) => !allowed.test(name))
      .flatMap(({ name, text }) => [...text.matchAll(/throw new Error\(.*/g)].map(([line]) => `${name}: ${line}`));
    expect([...new Set(bare.map((line) => line.replace(/:.*/s, "")))].toSorted()).toEqual(knownBare);
  });

  it("says in sentences what a code means and what to do", () => {
    expect(everyCode().length).toBeGreaterThan(90);
    for (const code of everyCode()) {
      const { meaning, remedy } = entryOf(code)!;
      expect(`${code}: ${meaning}`).toMatch(/: [A-Z`].*\.$/);
      expect(`${code}: ${remedy}`).toMatch(/: [A-Z`].*\.$/);
    }
  });

  it("knows no code of others, nor what every object has", () => {
    for (const code of ["gadget/of-an-author", "storage/constructor", "constructor/name", "mrd", "", "system/EXDEV"])
      expect(entryOf(code)).toBeUndefined();
  });

  it("is what the docs print", () => {
    expect(readFileSync(join(root, "docs/errors.md"), "utf8")).toBe(errorsPage());
    for (const code of everyCode()) expect(errorsPage()).toContain(`| \`${code}\` |`);
  });
});

describe("larmor errors", () => {
  it("explains a code", async () => {
    expect((await runCommand(errors, "mrd/truncated")).stdout).toMatch(
      /^mrd\/truncated\nThe stream ended.*\nLook why.*\n$/,
    );
  });

  it("lists all codes", async () => {
    const { stdout } = await runCommand(errors);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(everyCode());
  });

  it("suggests another where there is none", async () => {
    await expect(runCommand(errors, "mrd/truncate")).rejects.toThrow(
      /no code 'mrd\/truncate'; did you mean 'mrd\/truncated'/,
    );
  });
});

/** Where errors are thrown on purpose without a code. */
const knownBare: readonly string[] = [
  "src/chain/registry.ts", // a mistake of ours: names are checked before
  "src/formats/mrd-hdf5/h5-file.ts", // becomes a StorageError in the same file
  "src/mrd/xml/xml-document.ts", // becomes an MrdError in the same file
  "src/server/access/allow/allow-list.ts", // becomes commander's, of a wrong use
  "src/session/stores/noise-folder.ts", // becomes a NoiseFolderError in the same file
];
