import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { convertFile } from "../../src/app/convert-file.ts";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { AcquisitionHeader } from "../../src/mrd/index.ts";
import { ramp } from "../formats/image-series/image-source.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-convert-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lines: string[] = [];
const convert = (input: string, output: string, options = {}) => {
  lines.length = 0;
  return convertFile(input, output, { overwrite: false, ...options }, (level, text) => lines.push(`${level}: ${text}`));
};

/** A file whose groups have one readout more each. */
async function measurements(name: string, groups: readonly string[]): Promise<string> {
  const path = join(folder, name);
  for (const [index, group] of groups.entries()) {
    const writer = await MrdFileWriter.create(path, { group });
    writer.writeHeader(`<ismrmrdHeader>${group}</ismrmrdHeader>`);
    writer.writeConfigAdditional('{"a": 1}');
    writer.writeProtocol("protocol_Meas", `<XProtocol> ${group}`);
    for (let i = 0; i <= index; i++) {
      const header = AcquisitionHeader.of({ scanCounter: i, numberOfSamples: 2, activeChannels: 1 });
      writer.append({
        kind: "acquisition",
        header,
        trajectory: new Float32Array(0),
        data: Float32Array.of(i, 1, 2, 3),
      });
    }
    writer.close();
  }
  return path;
}

describe("convertFile", () => {
  it("copies readouts, header and parameters of a measurement", async () => {
    const input = await measurements("one.h5", ["dataset"]);
    const output = join(folder, "one-copy.mrd");
    expect(await convert(input, output, { outGroup: "scan" })).toBe(true);
    expect(lines.at(-1)).toBe(`info: ${output}, group 'scan': 1 readout`);
    const [from, to] = await Promise.all([MrdFile.open(input), MrdFile.open(output)]);
    const [a, b] = [from.group(), to.group("scan")];
    expect(b.header).toBe(a.header);
    expect(b.configAdditional).toBe('{"a": 1}');
    expect([...b.protocols]).toEqual([["protocol_Meas", "<XProtocol> dataset"]]);
    expect([...b.acquisitions()].map(({ data }) => [...data])).toEqual([[0, 1, 2, 3]]);
    from.close();
    to.close();
  });

  it("takes the measurement that is named, or all of them", async () => {
    const input = await measurements("two.h5", ["a", "b"]);
    await convert(input, join(folder, "second.h5"), { measurement: 2 });
    expect(lines.at(-1)).toContain("2 readouts");
    await convert(input, join(folder, "all.h5"), { measurement: "all" });
    const file = await MrdFile.open(join(folder, "all.h5"));
    expect(file.groups.map(({ protocols }) => protocols.get("protocol_Meas"))).toEqual([
      "<XProtocol> a",
      "<XProtocol> b",
    ]);
    expect(file.groups.map(({ name, acquisitionCount }) => [name, acquisitionCount])).toEqual([
      ["dataset", 1],
      ["dataset_2", 2],
    ]);
    file.close();
    await expect(convert(input, join(folder, "third.h5"), { measurement: 3 })).rejects.toThrow("it has 1: a, 2: b");
  });

  it("names what it reads and writes when it can't read or write a file", async () => {
    const text = join(folder, "notes.txt");
    writeFileSync(text, "notes");
    await expect(convert(text, join(folder, "x.h5"))).rejects.toMatchObject({ code: "not-readable" });
    await expect(convert(text, join(folder, "x.txt"))).rejects.toThrow(/must end in one of \.h5/);
    await expect(convert(join(folder, "none"), join(folder, "x.h5"))).rejects.toThrow("there is no file or folder");
    const input = await measurements("self.h5", ["dataset"]);
    await expect(convert(input, input, { overwrite: true })).rejects.toThrow("is the input");
  });
});

describe("pictures", () => {
  it("are compared with those of another file, transposed images among them", async () => {
    const path = join(folder, "images.h5");
    const writer = await MrdFileWriter.create(path, { group: "dataset" });
    for (const image of [ramp(), ramp({ matrixSize: [4, 6, 1] })]) writer.append(image);
    writer.close();
    const output = join(folder, "images.gif");
    expect(await convert(path, output, { fixTransposed: true })).toBe(true);
    expect(lines.at(-1)).toBe(`info: ${output}: 6 × 8, 1 frame`);
    await convert(path, output, { overwrite: true, pictures: { series: "image_0" }, refFilename: path });
    expect(lines.at(-1)).toBe(`info: ${output}: 6 × 12, 1 frame`);
    const raw = await measurements("raw.h5", ["dataset"]);
    await expect(convert(path, output, { overwrite: true, refFilename: raw })).rejects.toMatchObject({
      code: "no-images",
    });
  });
});
