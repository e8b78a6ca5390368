import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataFolder } from "../../src/viewer/index.ts";

describe("the folder of data", () => {
  const root = mkdtempSync(join(tmpdir(), "larmor-data-"));
  const folder = join(root, "data");

  beforeAll(() => {
    mkdirSync(join(folder, "sub"), { recursive: true });
    mkdirSync(join(root, "data-2"));
    for (const path of ["data/a.h5", "data/sub/b.mrd", "data/notes.txt", "data/.hidden.h5", "secret.h5", "data-2/c.h5"])
      writeFileSync(join(root, path), "x");
    symlinkSync(join(root, "secret.h5"), join(folder, "out.h5"));
    symlinkSync(root, join(folder, "up"));
    symlinkSync(join(folder, "a.h5"), join(folder, "in.h5"));
    symlinkSync("/etc/passwd", join(folder, "passwd.h5"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("lists the files that can be read, also of subfolders", async () => {
    const { files, incomplete } = await new DataFolder(folder).list();
    expect(files.map(({ path }) => path)).toEqual(["a.h5", "in.h5", "sub/b.mrd"]);
    expect(files[0]).toMatchObject({ bytes: 1 });
    expect(incomplete).toBe(false);
  });

  it("finds files, also by a link within the folder", async () => {
    const data = new DataFolder(folder);
    expect(await data.pathOf("sub/b.mrd")).toBe(join(folder, "sub/b.mrd"));
    expect(await data.pathOf("in.h5")).toBe(join(folder, "a.h5"));
  });

  it.each([
    "../secret.h5",
    "sub/../../secret.h5",
    "../data-2/c.h5",
    "out.h5",
    "up/secret.h5",
    "passwd.h5",
    "/etc/passwd",
    "notes.txt",
    "sub",
    "",
    ".",
    "a.h5\0",
    "none.h5",
  ])("finds nothing by %j", async (path) => {
    const found = new DataFolder(folder).pathOf(path);
    await expect(found).rejects.toMatchObject({ code: "outside-data" });
  });
});
