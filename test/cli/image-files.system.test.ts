import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { DataType, type Image, ImageType } from "../../src/mrd/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { image, readout, waveform } from "../support/messages.ts";

/** Files with images only, as written by dicom2mrd and scanners, processed by `run` and `send`. */

let folder: string;
let server: RunningServer;

const pixels = (factor: number) => Array.from({ length: 12 }, (_, i) => factor * i);
const given = (imageSeriesIndex: number, factor: number, fields: object = {}): Image =>
  image(pixels(factor), { imageSeriesIndex, matrixSize: [4, 3, 1], dataType: DataType.ushort, ...fields });
const images = [given(1, 1), given(1, 2, { imageIndex: 2 }), given(4, 3), given(7, 1, { imageType: ImageType.phase })];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-images-"));
  server = await serve();
  // Two measurements: one with readouts only, and one with images only, without a header.
  const scan = await MrdFileWriter.create(join(folder, "both.h5"), { group: "scan" });
  scan.append(readout());
  scan.close();
  const group = await MrdFileWriter.create(join(folder, "both.h5"), { group: "images" });
  group.writeHeader("Dummy XML header");
  for (const each of [...images, waveform()]) group.append(each);
  group.close();
});
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function seriesOf(path: string): Promise<Record<string, Image[]>> {
  const file = await MrdFile.open(join(folder, path));
  try {
    const found = file.group("g");
    return Object.fromEntries(found.series.map(({ name }) => [name, [...found.images(name)]]));
  } finally {
    file.close();
  }
}
const inverted = (factor: number, maximum: number) =>
  Int16Array.from(pixels(factor), (value) => 4095 - Math.round((value * 4095) / maximum));

/** Checks all series, each scaled to its own maximum. */
function expectInverted(series: Record<string, Image[]>): void {
  expect(Object.keys(series)).toEqual(["image_1", "image_4", "image_7"]);
  expect(series.image_1!.map(({ data }) => data)).toEqual([inverted(1, 22), inverted(2, 22)]);
  expect(series.image_4!.map(({ data }) => data)).toEqual([inverted(3, 33)]);
  expect(series.image_7!.map(({ data }) => data)).toEqual([images[3]!.data]);
}

describe("a file with images only", () => {
  it("is processed by `run`, with its group given by -g", async () => {
    const { status, stderr } = await larmor(
      ["run", "both.h5", "-g", "images", "-c", "invertcontrast", "-o", "run.h5", "-G", "g"],
      folder,
    );
    expect(status, stderr).toBe(0);
    expectInverted(await seriesOf("run.h5"));
  });

  it("is processed by `send`, with waveforms and parameters", async () => {
    writeFileSync(
      join(folder, "invertcontrast.json"),
      JSON.stringify({ version: "1.1.0", parameters: { options: "", sendOriginal: "True" } }),
    );
    const to = ["-p", String(server.port), "-w", "-c", "invertcontrast", "-o", "sent.h5", "-G", "g", "--mrd2gif"];
    const { status, stdout } = await larmor(["send", "both.h5", "-g", "images", ...to], folder);
    expect(status, stdout).toBe(0);
    const { image_99: originals, ...others } = await seriesOf("sent.h5");
    expectInverted(others);
    expect(originals!.map(({ data }) => data)).toEqual(images.slice(0, 3).map(({ data }) => data));
    const pictures = readdirSync(folder).filter((name) => name.endsWith(".gif"));
    expect(pictures.toSorted()).toEqual([1, 4, 7, 99].map((series) => `sent_g_image_${series}.gif`));
  });

  it("comes back in one size with --fix-transposed", async () => {
    const writer = await MrdFileWriter.create(join(folder, "turned.h5"), { group: "images" });
    writer.append(images[3]!);
    writer.append(given(7, 1, { imageType: ImageType.phase, matrixSize: [3, 4, 1] }));
    writer.close();
    const to = ["-p", String(server.port), "-c", "invertcontrast", "-o", "fixed.h5", "-G", "g", "--fix-transposed"];
    const { status, stdout } = await larmor(["send", "turned.h5", ...to], folder);
    expect(status, stdout).toBe(0);
    const { image_7: fixed } = await seriesOf("fixed.h5");
    expect(fixed!.map(({ header }) => [...header.matrixSize])).toEqual([
      [4, 3, 1],
      [4, 3, 1],
    ]);
  });

  it("requires -g if there are several groups", async () => {
    const { status, stderr } = await larmor(["run", "both.h5", "-c", "invertcontrast", "-o", "none.h5"], folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/images.*scan|scan.*images/);
  });
});
