import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-demo-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("larmor demo replaces its own files and keeps all others in the folder", async () => {
  mkdirSync(join(folder, "thesis"));
  for (const name of ["thesis/chapter.txt", "phantom.h5", "images.h5", "images.png"]) {
    writeFileSync(join(folder, name), "old");
  }
  const { status, stdout, stderr } = await larmor(["demo", "-o", folder], folder);
  expect(status, stdout + stderr).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["images.h5", "images.png", "phantom.h5", "thesis"]);
  expect(readFileSync(join(folder, "thesis/chapter.txt"), "utf8")).toBe("old");
  expect(readFileSync(join(folder, "images.png")).subarray(1, 4).toString()).toBe("PNG");
});
