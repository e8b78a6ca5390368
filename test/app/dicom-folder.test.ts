import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DicomFolder } from "../../src/app/dicom-folder.ts";

test("names stay within the folder, and no file is replaced", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-dicom-folder-"));
  const files = new DicomFolder(join(folder, "images_dicom"));
  expect(files.describe()).toEqual([]);
  const add = (name: string, attributes = "") =>
    files.add({ kind: "dicom", name, attributes, data: Uint8Array.of(1, 2) });
  for (const name of ["a.dcm", "a", "../../x", "", "/etc/passwd", "é b"]) add(name);
  add("b", "<ismrmrdMeta/>");
  expect(readdirSync(folder)).toEqual(["images_dicom"]);
  expect(readdirSync(join(folder, "images_dicom")).toSorted()).toEqual(
    ["_.._x.dcm", "_etc_passwd.dcm", "a.dcm", "a_2.dcm", "b.dcm", "b_attrib.xml", "image.dcm", "é b.dcm"].toSorted(),
  );
  expect([...readFileSync(join(folder, "images_dicom", "a.dcm"))]).toEqual([1, 2]);
  expect(files.describe()).toEqual([`7 DICOM files in ${join(folder, "images_dicom")}`]);
  rmSync(folder, { recursive: true });
});
