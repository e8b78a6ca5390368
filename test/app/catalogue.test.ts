import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorsPage, loadErrorFamilies } from "../../src/app/error-catalogue.ts";
import { errors } from "../../src/cli/commands/errors.ts";
import { errorCodes, errorDefinition } from "../../src/errors/index.ts";
import { runCommand } from "../support/command.ts";

let builtIn: readonly string[] = [];

beforeAll(async () => {
  await loadErrorFamilies();
  builtIn = errorCodes();
});

describe("the error catalogue", () => {
  it("has a meaning and a remedy for each code, as sentences", () => {
    expect(builtIn.length).toBeGreaterThan(90);
    for (const code of builtIn) {
      const { meaning, remedy } = errorDefinition(code)!;
      expect(`${code}: ${meaning}`).toMatch(/: [A-Z`].*\.$/);
      expect(`${code}: ${remedy}`).toMatch(/: [A-Z`].*\.$/);
    }
  });

  it("is complete in docs/errors.md", () => {
    const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
    expect(page).toBe(errorsPage());
    const documented = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    const declared = builtIn.map((code) => [code, errorDefinition(code)!.meaning, errorDefinition(code)!.remedy]);
    expect(documented.map((row) => row.slice(1)).toSorted()).toEqual(declared.toSorted());
  });

  it("knows neither undeclared codes nor properties of every object", () => {
    for (const code of ["gadget/not-declared", "storage/constructor", "constructor/name", "mrd", "", "system/EXDEV"])
      expect(errorDefinition(code)).toBeUndefined();
  });

  it("gives remedies that exist", () => {
    const remedyOf = (code: string) => errorDefinition(code)?.remedy;
    expect(remedyOf("peer/unexpected-data")).toContain("the step's `returns`");
    expect(remedyOf("mrd/unknown-compression")).not.toContain("ZFP"); // which is not supported
    expect(errorDefinition("numerics/out-of-memory")?.meaning).toContain("heap of the numerical kernels");
  });
});

describe("larmor errors", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-errors-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("explains a code", async () => {
    expect((await runCommand(errors, "mrd/truncated")).stdout).toBe(
      "mrd/truncated\nThe stream ended within a message.\nFind out why the other side or the network closed the connection early.\n",
    );
  });

  it("lists all codes", async () => {
    const { stdout } = await runCommand(errors);
    const listed = stdout.trimEnd().split("\n");
    expect(listed.map((line) => line.split(" ")[0])).toEqual(builtIn);
  });

  it("suggests another code for one that does not exist", async () => {
    await expect(runCommand(errors, "mrd/truncate")).rejects.toThrow(
      /no code 'mrd\/truncate'; did you mean 'mrd\/truncated'/,
    );
  });

  it("explains the errors that a third-party gadget declares", async () => {
    writeFileSync(
      join(folder, "mine.ts"),
      `import { map } from "rxjs";
       import { defineErrors, defineGadget } from "larmor/gadget";

       class MineError extends defineErrors("mine", {
         "no-calibration": { meaning: "The scan has no calibration lines.", remedy: "Acquire some." },
       }) {}

       export default defineGadget({
         name: "mine",
         summary: "Throws.",
         in: ["acquisition"],
         out: ["acquisition"],
         parameters: {},
         create: () =>
           map(() => {
             throw new MineError("no-calibration", "slice 3 has no calibration lines");
           }),
       });`,
    );
    const { stdout } = await runCommand(errors, "mine/no-calibration", "--gadgets", folder);
    expect(stdout).toBe("mine/no-calibration\nThe scan has no calibration lines.\nAcquire some.\n");
  });
});
