import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor, type RunningServer, serve } from "../support/cli.ts";

/** `run -o` and `send -o` in other formats than MRD, compared with MRD that `convert` converts. */

let folder: string;
let server: RunningServer;
const run = async (...args: string[]) => {
  const { status, stderr } = await larmor(args, folder);
  expect(stderr).not.toMatch(/larmor: /);
  expect(status).toBe(0);
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-run-output-"));
  server = await serve();
  await run("phantom", "-o", "scan.h5", "-m", "16", "--slices", "2", "-c", "2");
  await run("run", "scan.h5", "-o", "images.h5", "-G", "g");
});
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
const bytes = (name: string) => readFileSync(join(folder, name));

describe("results of `run` and `send`", () => {
  it.each([".nii.gz", ".npy", ".png"])("are those of `run` and `convert` after each other: %s", async (ending) => {
    await run("convert", "images.h5", `converted${ending}`);
    await run("run", "scan.h5", "-o", `direct${ending}`);
    await run("send", "scan.h5", "-p", String(server.port), "-o", `sent${ending}`);
    for (const name of ["direct", "sent"])
      expect(bytes(`${name}${ending}`).equals(bytes(`converted${ending}`))).toBe(true);
  });

  it("are DICOM in a folder", async () => {
    await run("convert", "images.h5", "converted/");
    await run("run", "scan.h5", "-o", "direct/");
    const names = readdirSync(join(folder, "direct"));
    expect(names).toEqual(readdirSync(join(folder, "converted")));
    expect(names).toHaveLength(2);
  });

  it("are an MRD 2 stream that holds the same images", async () => {
    await run("run", "scan.h5", "-o", "direct.mrd2");
    await run("convert", "direct.mrd2", "again.npy");
    await run("convert", "images.h5", "images.npy");
    expect(bytes("again.npy").equals(bytes("images.npy"))).toBe(true);
  });

  it("cannot be pictures of a file that is not MRD", async () => {
    const to = ["send", "scan.h5", "-p", String(server.port), "-o", "x.nii", "--gif"];
    expect((await larmor(to, folder)).stderr).toContain("--gif writes pictures of an MRD file");
  });
});
