import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../src/app/package-root.ts";
import { cli } from "../support/cli.ts";

const launcher = fileURLToPath(new URL("../../dist/src/entries/larmor.sh", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor launcher "));
const command = join(folder, "installed", "larmor");
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, ...lines: readonly string[]): void {
  const path = join(folder, "bin", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
}

beforeAll(() => {
  program("node", 'printf "%s\\n" "pages: $GLIBC_TUNABLES" "$@"');
  program("nproc", 'echo "$CORES"');
  mkdirSync(dirname(command));
  symlinkSync(launcher, command); // as npm installs it
});

/** What the command starts Node with. */
function started(args: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
  const { GLIBC_TUNABLES: _, ...inherited } = process.env;
  const { stdout, stderr } = spawnSync(command, args, { env: { ...inherited, PATH, ...env }, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

describe("the command larmor", () => {
  const main = realpathSync(cli);

  it("starts a run with large pages, and on two cores with one thread of V8", () => {
    const args = ["run", "my scan.h5", "-P", "a=*"];
    const pages = "pages: glibc.malloc.hugetlb=1";
    expect(started(args, { CORES: "2" })).toEqual([pages, "--v8-pool-size=1", main, ...args]);
    expect(started(args, { CORES: "8" })).toEqual([pages, main, ...args]);
  });

  it("leaves the user's own settings of glibc as they are", () => {
    const args = ["run", "scan.h5"];
    const settings = { CORES: "8", GLIBC_TUNABLES: "glibc.malloc.hugetlb=0" };
    expect(started(args, settings)).toEqual(["pages: glibc.malloc.hugetlb=0", main, ...args]);
  });

  it("starts other commands as they are", () => {
    expect(started(["serve", "run"], { CORES: "2" })).toEqual(["pages: ", main, "serve", "run"]);
    expect(started([], { CORES: "2" })).toEqual(["pages: ", main]);
  });

  it("is Larmor: it exits with the status of the command, and passes its input and output", () => {
    const asked = spawnSync(command, ["--version"], { encoding: "utf8" });
    expect([asked.status, asked.stdout]).toEqual([0, `${version}\n`]);
    const run = spawnSync(command, ["run", "missing.h5"], { cwd: folder, encoding: "utf8" });
    expect([run.status, run.stdout]).toEqual([1, ""]);
    expect(run.stderr).toContain("missing.h5");
  });

  it("does not ask for large pages for the programs that a step starts", () => {
    writeFileSync(
      join(folder, "environment.ts"),
      `import { defineGadget } from "larmor/gadget";
import { execFileSync } from "node:child_process";
import { tap } from "rxjs";
export default defineGadget({
  name: "environment", summary: "Report.", in: ["acquisition"], out: ["acquisition"], parameters: {},
  create: (context) =>
    tap(() => context.reportOnce("", "info", execFileSync("sh", ["-c", "echo pages: $GLIBC_TUNABLES"], { encoding: "utf8" }))),
});
`,
    );
    writeFileSync(
      join(folder, "chain.yaml"),
      "description: Reports.\nchain: [environment, remove-oversampling, accumulate, to-buffer, simple-recon, extract]\n",
    );
    spawnSync(command, ["phantom", "-m", "16", "-c", "1", "-o", "scan.h5"], { cwd: folder });
    const args = ["run", "scan.h5", "-c", "chain.yaml", "--gadgets", "."];
    const run = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    expect(run.stdout).toMatch(/pages:\s*\n/);
  });
});
