import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, "scan.mat"), "MATLAB 5.0 MAT-file".padEnd(1000));
writeFileSync(join(folder, "cut.h5"), Buffer.from("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0", "latin1"));
writeFileSync(join(folder, "none.h5"), "");

const commands: readonly (readonly string[])[] = [
  ["run", "FILE"],
  ["send", "FILE"],
  ["info", "FILE"],
  ["explain", "cartesian", "FILE"],
  ["why", "FILE"],
  ["png", "FILE"],
  ["doctor", "FILE"],
  ["replay", "FILE"],
];

describe("a file of another format", () => {
  it.each(commands)("is named, with what to do: larmor %s", async (...command) => {
    const outcomes = ["scan.mat", "cut.h5", "none.h5"].map((file) =>
      larmor(
        command.map((word) => (word === "FILE" ? file : word)),
        folder,
      ),
    );
    const [mat, cut, none] = await Promise.all(outcomes);
    expect([mat, cut, none].map((outcome) => outcome!.status)).toEqual([1, 1, 1]);
    expect(mat!.stderr).toMatch(/scan\.mat is a MATLAB file, not .*: write its readouts as MRD/);
    expect(cut!.stderr).toMatch(/cut\.h5 is an unfinished.* HDF5 file.*: wait until the program/);
    expect(none!.stderr).toMatch(/none\.h5 is an empty file, not .*: check whether the program/);
    for (const outcome of [mat, cut, none]) expect(outcome!.stderr).not.toMatch(/\n\s+at /);
  });

  it("is named where results are to be added to it", async () => {
    const { status } = await larmor(["phantom", "-m", "16", "-c", "2", "-o", "phantom.h5"], folder);
    expect(status).toBe(0);
    writeFileSync(join(folder, "scan"), "MATLAB 5.0 MAT-file".padEnd(1000));
    const run = await larmor(["run", "phantom.h5", "-o", "scan"], folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/results cannot be added to it: .*scan is a MATLAB file/);
    const unknown = await larmor(["run", "phantom.h5", "-o", "scan.mat"], folder);
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toMatch(/scan\.mat must end in one of .*\.h5.*\.nii\.gz/);
  });
});

describe("the name of a group", () => {
  it("can be a path, with or without a leading slash, in every command", async () => {
    const make = await larmor(["phantom", "-m", "16", "-c", "2", "-o", "groups.h5", "-d", "/a/b"], folder);
    expect(make.stdout).toContain("in group a/b");
    const run = await larmor(["run", "groups.h5", "-g", "a/b", "-o", "images.h5", "-G", "/x/y"], folder);
    expect(run.stderr + run.stdout).toContain("group 'x/y'");
    for (const [command, file, group] of [
      ["info", "groups.h5", "/a/b"],
      ["doctor", "groups.h5", "a/b/"],
      ["why", "images.h5", "/x/y"],
      ["png", "images.h5", "x/y"],
    ] as const) {
      const { status, stderr } = await larmor([command, file, "-g", group], folder);
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: "" });
    }
    const explain = await larmor(["explain", "cartesian", "groups.h5", "-g", "/a/b"], folder);
    expect(explain.status).toBe(0);
  });
});
