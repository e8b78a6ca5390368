import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await larmor(["phantom", "-m", "32", "-c", "2", "-r", "2", "-o", "scan.h5"], folder);
});

describe("larmor explain", () => {
  it("explains an installed chain without a file", async () => {
    const { status, stdout } = await larmor(["explain", "default"], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^default: Cartesian/);
    expect(stdout).toMatch(/\nstep 5: extract \(default\.yaml:\d+:\d+\)\n/);
  });

  it("explains the results of a chain for a file, as larmor run produces them, and leaves no files", async () => {
    const before = readdirSync(folder);
    const { status, stdout } = await larmor(["explain", "default", "scan.h5", "-P", "trigger=none"], folder);
    expect(status).toBe(0);
    expect(stdout).toContain("\n  All images leave after the last of 64 readouts.\n");
    expect(stdout).toMatch(/\n {2}trigger {2}"none" {2}set {2}for step 2 \(accumulate\)/);
    expect(readdirSync(folder)).toEqual(before);
    const really = await larmor(["run", "scan.h5", "-c", "default", "-P", "trigger=none", "-o", "out.h5"], folder);
    expect(really.stdout).toContain("2 images");
    expect(stdout).toContain("\n  series 0: 2 × magnitude, 32 × 32 × 1, 1 channel, float\n");
  });

  it("prints JSON", async () => {
    const { stdout } = await larmor(["explain", "default", "scan.h5", "--json"], folder);
    const { chain, run } = JSON.parse(stdout);
    expect(chain.steps).toHaveLength(5);
    expect(run.images).toEqual({
      count: 2,
      series: [{ series: 0, kind: "magnitude", shape: "32 × 32 × 1, 1 channel, float", count: 2 }],
      clock: "readouts",
      entered: 64,
      firstAfter: 33,
      atEnd: 1,
    });
  });

  it("prints one line per step with --brief", async () => {
    const { status, stdout } = await larmor(["explain", "default", "scan.h5", "--brief", "-P", "trigger=none"], folder);
    expect(status).toBe(0);
    expect(stdout.split("\n\n")[0]!.split("\n")).toHaveLength(6);
    expect(stdout).toMatch(/\n {2}step 2 {2}accumulate +64 acquisition → 1 bucket\n/);
    expect(stdout).toContain("\n  series 0: 2 × magnitude, 32 × 32 × 1, 1 channel, float\n");
  });

  it("refuses a parameter that the chain does not have", async () => {
    const { status, stderr } = await larmor(["explain", "default", "scan.h5", "-P", "triger=none"], folder);
    expect(status).toBe(1);
    expect(stderr).toContain("chain default has no parameter 'triger'; did you mean 'trigger'?");
  });

  it("fails if the chain would", async () => {
    writeFileSync(
      join(folder, "few.yaml"),
      "description: d\nchain:\n  - accumulate: { maxBytes: 9 }\n  - to-buffer\n  - simple-recon\n  - extract\n",
    );
    const { status, stdout } = await larmor(["explain", "few.yaml", "scan.h5"], folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\nIt will fail:\n {2}chain few, step 1, accumulate \(few\.yaml:3:5\), at scan counter \d+: the data of a bucket: .*raise maxBytes\n$/,
    );
  });

  it("reports a missing file or chain", async () => {
    const { status, stderr } = await larmor(["explain", "default", "nothing.h5"], folder);
    expect(status).toBe(1);
    expect(stderr).toContain("nothing.h5");
    expect((await larmor(["explain", "defualt"], folder)).stderr).toContain("did you mean 'default'?");
  });
});
