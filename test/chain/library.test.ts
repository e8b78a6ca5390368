import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, gadgetRegistry, UnknownChainError } from "../../src/chain/index.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-library-"));
afterAll(() => rmSync(folder, { recursive: true }));
const library = new ChainLibrary([folder], gadgetRegistry(gadgets));
const shipped = new ChainLibrary(
  [fileURLToPath(new URL("../../pipelines/", import.meta.url))],
  gadgetRegistry(gadgets),
);

describe("ChainLibrary", () => {
  it.each(["cartesian", "cartesian.yaml", "cartesian.xml"])(
    "finds cartesian.yaml for the config %s",
    async (config) => {
      expect((await shipped.find(config)).name).toBe("cartesian");
    },
  );

  it.each(["../cartesian", "/etc/passwd", "a/b", "a\\b", "..", "", ".hidden", "a\0b"])(
    "refuses %j, which is no name",
    async (config) => {
      await expect(library.find(config)).rejects.toThrow(/is not a name: a chain is selected by its name alone/);
    },
  );

  it("says which chains there are, and which may be meant", async () => {
    const error = await shipped.find("cartesain").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnknownChainError);
    expect((error as Error).message).toBe(
      `there is no chain 'cartesain'; did you mean 'cartesian'?; there are: ${(await shipped.names()).join(", ")}`,
    );
  });

  it("reads a chain anew each time", async () => {
    writeFileSync(join(folder, "mine.yaml"), "description: one\nchain: [discard]");
    expect((await library.find("mine")).description).toBe("one");
    writeFileSync(join(folder, "mine.yaml"), "description: two\nchain: [discard]");
    expect((await library.find("mine")).description).toBe("two");
  });

  it("compiles every chain that is shipped", async () => {
    for (const name of await shipped.names()) expect((await shipped.find(name)).steps.length).toBeGreaterThan(0);
  });
});
