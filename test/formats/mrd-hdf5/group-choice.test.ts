import { describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter, type MrdGroup } from "../../../src/formats/mrd-hdf5/index.ts";
import { DataType } from "../../../src/mrd/index.ts";
import { image } from "../../support/messages.ts";
import { temporaryPath } from "./fixtures.ts";

const hasImages = ({ series }: MrdGroup) => series.length > 0;

/** The group that is meant in a file with groups of these names; those that start with a date have an image. */
async function meant(names: readonly string[], isWanted?: (group: MrdGroup) => boolean): Promise<string> {
  const path = temporaryPath();
  for (const group of names) {
    const writer = await MrdFileWriter.create(path, { group });
    writer.writeHeader("<header/>");
    if (/^\d|images/.test(group)) writer.append(image([1], { matrixSize: [1, 1, 1], dataType: DataType.float }));
    writer.close();
  }
  const file = await MrdFile.open(path);
  try {
    return file.group(undefined, isWanted).name;
  } finally {
    file.close();
  }
}

const [older, newer] = ["2026-01-02 10:00:00.000", "2026-01-02 10:00:00.001"];

describe("a group without a name", () => {
  it("is the newest of those that are named by date and time", async () => {
    expect(await meant([newer, older])).toBe(newer);
    expect(await meant([newer, "scan", older], hasImages)).toBe(newer);
  });

  it("is the only one with what is wanted", async () => {
    expect(await meant(["scan", "images", "other"], hasImages)).toBe("images");
  });

  it("is refused, naming -g, if it is not clear which is meant", async () => {
    const ambiguous = expect.objectContaining({ code: "group-ambiguous", message: expect.stringContaining("-g: ") });
    await expect(meant(["scan", "other"])).rejects.toThrow(ambiguous);
    await expect(meant(["scan", newer])).rejects.toThrow(ambiguous);
    await expect(meant(["images 1", "images 2"], hasImages)).rejects.toThrow(ambiguous);
  });
});

describe("a group that is replaced", () => {
  it("is written again, and all others are copied", async () => {
    const path = temporaryPath();
    for (const group of ["a", "b"]) {
      const writer = await MrdFileWriter.create(path, { group });
      writer.writeHeader(`<first-${group}/>`);
      writer.close();
    }
    await expect(MrdFileWriter.create(path, { group: "a" })).rejects.toThrow(/already has a group a: --overwrite/);
    const writer = await MrdFileWriter.create(path, { group: "a", existing: "replace" });
    writer.writeHeader("<second/>");
    writer.close();
    const file = await MrdFile.open(path);
    expect(file.groups.map(({ name, header }) => [name, header])).toEqual([
      ["a", "<second/>"],
      ["b", "<first-b/>"],
    ]);
    file.close();
  });
});
