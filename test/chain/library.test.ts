import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { pipelineFolders } from "../../src/app/composition.ts";
import { ChainLibrary, gadgetRegistry, UnknownChainError } from "../../src/chain/index.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-library-"));
afterAll(() => rmSync(folder, { recursive: true }));
const library = new ChainLibrary([folder], gadgetRegistry(gadgets));
const shipped = new ChainLibrary(pipelineFolders(), gadgetRegistry(gadgets));

describe("ChainLibrary", () => {
  it("finds each shipped chain by name, in any folder", () => {
    const files = pipelineFolders().flatMap((each) => readdirSync(each));
    expect(files.toSorted()).toEqual([...new Set(files)].toSorted());
    expect(files.length).toBeGreaterThan(15);
  });

  it.each(["cartesian", "cartesian.yaml", "cartesian.xml"])(
    "finds cartesian.yaml for the config %s",
    async (config) => {
      expect((await shipped.find(config)).name).toBe("cartesian");
    },
  );

  it.each([
    "../cartesian",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "..",
    "",
    ".hidden",
    "a\0b",
    "cartesian\0.yaml",
    "．．／cartesian", // full-width
    "a∕b",
    "cartesian\nx",
    "file:cartesian",
    "cartesian%2e",
    "\u202ecartesian",
    "a".repeat(101),
  ])("refuses %j, which is not a name", async (config) => {
    await expect(library.find(config)).rejects.toThrow(/is not a name: a chain is selected by its name alone/);
  });

  it("reads nothing outside its folders, whatever the config", async () => {
    const inner = join(folder, "inner");
    mkdirSync(join(inner, "sub"), { recursive: true });
    for (const where of [folder, join(inner, "sub")]) {
      writeFileSync(join(where, "outside.yaml"), "description: outside\nchain: [discard]");
    }
    const within = new ChainLibrary([inner], gadgetRegistry(gadgets));
    const part = fc.constantFrom(
      "..",
      ".",
      "/",
      "\\",
      "\0",
      "sub",
      "outside",
      ".yaml",
      "．",
      "／",
      "∕",
      "%2f",
      "\u0301",
      " ",
    );
    const names = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        await expect(within.find(name)).rejects.toThrow(UnknownChainError);
      }),
    );
  });

  it("finds a name in any Unicode normalization", async () => {
    writeFileSync(join(folder, "größe.yaml"), "description: composed\nchain: [discard]");
    expect((await library.find("gro\u0308ße")).name).toBe("größe".normalize("NFC"));
  });

  it("lists the chains, and suggests a similar name", async () => {
    const error = await shipped.find("cartesain").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnknownChainError);
    expect((error as Error).message).toBe(
      `there is no chain 'cartesain'; did you mean 'cartesian'? There are: ${(await shipped.names()).join(", ")}`,
    );
  });

  it("reads a chain at each call", async () => {
    writeFileSync(join(folder, "mine.yaml"), "description: one\nchain: [discard]");
    expect((await library.find("mine")).description).toBe("one");
    writeFileSync(join(folder, "mine.yaml"), "description: two\nchain: [discard]");
    expect((await library.find("mine")).description).toBe("two");
  });

  it("compiles every shipped chain", async () => {
    for (const name of await shipped.names()) expect((await shipped.find(name)).steps.length).toBeGreaterThan(0);
  });
});
