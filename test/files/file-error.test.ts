import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { describeFailure } from "../../src/cli/exit-status.ts";
import { describeFileError, readText, withPath, writeFile } from "../../src/files/index.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const thrownBy = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("an error of the system names the file and says what to know", () => {
  writeFileSync(join(folder, "file"), "");
  it.each<[string, () => unknown, string]>([
    ["nothing there", () => readText(`${folder}/none`), "/none can't be opened: there is no such file or folder"],
    ["a folder", () => readText(folder), " can't be read: it is a folder"],
    [
      "a file above",
      () => writeFile(`${folder}/file/x`, ""),
      "/file/x can't be opened: a file is where a folder should be",
    ],
    [
      "no folder",
      () => writeFile(`${folder}/no/x.png`, ""),
      "/no/x.png can't be opened: there is no such file or folder",
    ],
    [
      "a file that exists",
      () => writeFile(`${folder}/file`, "", { flag: "wx" }),
      "/file can't be opened: it exists already",
    ],
  ])("%s", (_, action, text) => {
    expect(describeFileError(thrownBy(action))).toBe(folder + text);
  });

  it("a full disk, for which Node does not name it", () => {
    const full = () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    };
    const error = thrownBy(() => withPath("images.png", full));
    expect(describeFailure(error)).toBe("larmor: images.png can't be written: the disk is full [system/ENOSPC]");
  });

  it("an error that is not about a file keeps its message", () => {
    expect(describeFileError(new Error("no"))).toBeUndefined();
    expect(
      describeFileError(Object.assign(new Error("m"), { code: "ECONNREFUSED", syscall: "connect" })),
    ).toBeUndefined();
    expect(describeFailure(new Error("no"))).toBe("larmor: no [larmor/internal]");
  });
});
