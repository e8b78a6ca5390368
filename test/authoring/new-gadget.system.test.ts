import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { newGadget, templateKinds } from "../../src/authoring/index.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-new-gadget-"));

afterAll(() => rmSync(folder, { recursive: true }));

for (const kind of templateKinds)
  newGadget({
    name: `my-${kind}`,
    kind,
    folder,
    builtIn: [],
    packageFolder: fileURLToPath(new URL("../..", import.meta.url)),
  });

describe("larmor new gadget", () => {
  it("writes files that compile with the configuration next to them, against the types of the package", async () => {
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    const compile = () => promisify(execFile)(process.execPath, [tsc, "-p", folder]);
    await expect(compile()).resolves.toMatchObject({ stdout: "" });
    const path = join(folder, "my-image.ts");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("factor * value", "factr * value"));
    const failed = await compile().catch((error: { stdout: string }) => error);
    writeFileSync(path, text);
    expect(failed.stdout).toMatch(/my-image\.ts\(\d+,\d+\): error TS2552: Cannot find name 'factr'/);
  });
});
