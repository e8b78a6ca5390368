import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sourceFormatOf } from "../../src/app/formats.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the format of a file", () => {
  it.each([0, 1])("is unknown if only %d bytes of it are left, whatever its name", async (length) => {
    for (const name of ["x.nii.gz", "x.nii", "x.dat", "x.dcm", "x.mrd2", "x.h5", "x.7"]) {
      const path = join(folder, name);
      writeFileSync(path, Buffer.alloc(length, 0x1f));
      await expect(sourceFormatOf(path)).rejects.toMatchObject({ family: "source", code: "not-readable" });
    }
  });
});
