import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isPrivateFolder, makeFolder, tryFolder } from "../../src/files/index.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), "larmor-folders-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("a folder", () => {
  it("is created with its parents, all with the given permissions", () => {
    const root = temporary();
    expect(makeFolder(join(root, "a/b/c"), 0o700)).toEqual([join(root, "a"), join(root, "a/b"), join(root, "a/b/c")]);
    expect(statSync(join(root, "a")).mode & 0o777).toBe(0o700);
    expect(makeFolder(join(root, "a/b/c"))).toEqual([]);
  });

  it.skipIf(noProcessFiles)(
    withReason("that the system does not let be created is an error, where Node's mkdir never returns", noProcessFiles),
    () => {
      for (const path of ["/proc/larmor", "/proc/larmor/saved/data", "/proc/self/larmor/x"]) {
        expect(() => makeFolder(path)).toThrow(/^(ENOENT|EACCES|EROFS|EPERM)/);
        expect(() => tryFolder(path, { mode: 0o700, keep: true })).toThrow();
      }
    },
  );

  it("is not a file, nor below one, nor a link to nothing", () => {
    const root = temporary();
    writeFileSync(join(root, "file"), "");
    symlinkSync(join(root, "nothing"), join(root, "link"));
    for (const path of ["file", "file/below", "link", "link/below"])
      expect(() => makeFolder(join(root, path))).toThrow(/^(ENOTDIR|ENOENT)/);
  });

  it("is tried by a file, of which nothing is left", () => {
    const root = temporary();
    tryFolder(join(root, "kept/below"), { mode: 0o700, keep: true });
    expect(readdirSync(join(root, "kept/below"))).toEqual([]);
    tryFolder(join(root, "a/b"), { mode: 0o700, keep: false });
    expect(existsSync(join(root, "a"))).toBe(false);
    tryFolder(root, { mode: 0o700, keep: false });
    expect(readdirSync(root)).toEqual(["kept"]);
  });

  it("is private if only its owner may write to it", () => {
    const root = temporary();
    expect(isPrivateFolder(root)).toBe(true);
    chmodSync(root, 0o720);
    expect(isPrivateFolder(root)).toBe(false);
    expect(() => isPrivateFolder(join(root, "nothing"))).toThrow(/ENOENT/);
  });
});

it("no folder is created by Node's recursive mkdir, which may never return", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const users = sources.filter((path) =>
    /\bmkdir(Sync)?\([^;]*recursive/s.test(readFileSync(join("src", path), "utf8")),
  );
  expect(users).toEqual([]);
});
