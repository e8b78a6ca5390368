import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { translate } from "../../src/cli/commands/translate.ts";
import { larmor } from "../support/cli.ts";
import { runCommand } from "../support/command.ts";
import { library } from "../support/session.ts";

const chains = fileURLToPath(new URL("../gadgetron/chains/", import.meta.url));

const run = (...args: string[]) => runCommand(translate, ...args);

describe("larmor translate", () => {
  it("prints the chain as YAML that compiles, and warns of parts without effect", async () => {
    const { stdout, stderr } = await run(join(chains, "legacy.xml"));
    expect((await library.compile(stdout)).steps).toHaveLength(9);
    expect(stdout).toContain("# Collect (AcquisitionAccumulateTriggerGadget)\n");
    expect(stderr).toMatch(/^warning: legacy\.xml: no effect: noise_dependency_prefix .*\nwarning: .*verbose.*\n$/);
  });

  it("writes it to a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "larmor-translate-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const output = join(folder, "mine.yaml");
    expect(await run(join(chains, "version-2.xml"), "-o", output)).toEqual({ stdout: "", stderr: "", status: 0 });
    expect((await library.read(output)).name).toBe("mine");
  });

  it("lists what can be translated", async () => {
    expect((await run("--list")).stdout).toMatch(/^\| class \| here \| properties \|\n(\|.*\n)+$/);
  });

  it("reports all errors on standard error, writes nothing and exits with 1", async () => {
    const folder = mkdtempSync(join(tmpdir(), "larmor-translate-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { status, stdout, stderr } = await larmor(
      ["translate", join(chains, "untranslatable.xml"), "-o", "x.yaml"],
      folder,
    );
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd().split("\n")).toHaveLength(9);
    expect(stderr).toMatch(/^larmor: untranslatable\.xml:6:5: unknown class/);
    expect(() => readFileSync(join(folder, "x.yaml"))).toThrow(/ENOENT/);
  });
});
