import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ServerFolder, tryFolders } from "../../src/app/serving/folders.ts";
import { defaultNoiseFolder } from "../../src/app/settings/default-folders.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "larmor-server-folders-"));
  writeFileSync(join(root, "file"), "");
});
afterEach(() => rmSync(root, { recursive: true }));

function warningsOf(...folders: ServerFolder[]): string[] {
  const warnings: string[] = [];
  const write = (line: string) => warnings.push((JSON.parse(line) as { msg: string }).msg);
  tryFolders(folders, pino({}, { write }));
  return warnings;
}

it("the folders of a server are created when it starts", () => {
  expect(warningsOf({ option: "--record", path: join(root, "a/b") })).toEqual([]);
  expect(existsSync(join(root, "a/b"))).toBe(true);
});

it("one that may not be needed is only tried", () => {
  expect(warningsOf({ option: "-S", path: join(root, "a/b"), optional: true })).toEqual([]);
  expect(existsSync(join(root, "a"))).toBe(false);
});

it("one that can't be created ends the start, with the option, the folder and the reason", () => {
  const folder = { option: "--record", path: join(root, "file/below") };
  expect(() => warningsOf(folder)).toThrow(
    `--record ${root}/file/below can't be used: ${root}/file/below can't be created: a file is where a folder should be`,
  );
  expect(warningsOf({ ...folder, dispensable: true })).toEqual([expect.stringContaining("--record")]);
});

it("stored noise needs a folder that others can't change", () => {
  const path = join(root, "noise");
  mkdirSync(path);
  chmodSync(path, 0o777);
  expect(() => warningsOf({ option: "--noise-folder", path, private: true })).toThrow(/other users may write to it/);
});

it("each user has a noise folder of his own", () => {
  expect(defaultNoiseFolder).toBe(join(tmpdir(), `larmor-${process.getuid!()}`, "noise"));
});
