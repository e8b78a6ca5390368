import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cflSink, npySink, tiffSinks } from "../../../src/formats/arrays/index.ts";
import type { SinkFormat } from "../../../src/formats/source/index.ts";
import { DataType, type Image, ImageType } from "../../../src/mrd/index.ts";
import { findPython, skipReason, withReason } from "../../support/peers.ts";
import { oblique, ramp, sourceOf } from "../image-series/image-source.ts";

const skip = skipReason("python", "/usr/lib/python3/dist-packages/PIL");
const folder = mkdtempSync(join(tmpdir(), "larmor-arrays-"));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

async function written(format: SinkFormat, images: readonly Image[], name: string): Promise<string> {
  number += 1;
  const place = join(folder, String(number));
  mkdirSync(place);
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3" };
  const sink = await format.open(join(place, name), sourceOf(images), options);
  for (const image of images) await sink.write(image);
  const lines = await sink.close();
  expect(await sink.close()).toEqual(lines);
  return place;
}

/** Runs Python that prints JSON. */
function python(script: string, path: string) {
  return JSON.parse(execFileSync(findPython()!, ["-c", script, path], { encoding: "utf8", maxBuffer: 1 << 26 }));
}

const npy = `
import json, sys, numpy
a = numpy.load(sys.argv[1])
print(json.dumps([list(a.shape), str(a.dtype), a.view(a.real.dtype).ravel().tolist() if a.dtype.kind == "c" else a.ravel().tolist()]))
`;
const tiff = `
import json, sys, numpy
from PIL import Image, ImageSequence
i = Image.open(sys.argv[1])
print(json.dumps([numpy.asarray(p).tolist() for p in ImageSequence.Iterator(i)]))
`;

/** Two slices at three times. */
function series(dataType: DataType): Image[] {
  return [0, 1, 2].flatMap((repetition) =>
    [0, 1].map((slice) => {
      const position = oblique.sliceDir.map((each) => 7 * slice * each);
      const image = ramp({ dataType, repetition, slice, position });
      image.data[0] = 100 * repetition + slice;
      return image;
    }),
  );
}

describe.skipIf(skip)(withReason("arrays, as other programs read them", skip), () => {
  test.each([
    [DataType.float, "float32"],
    [DataType.short, "int16"],
    [DataType.complexFloat, "complex64"],
  ] as const)("NumPy, data type %i", async (dataType, name) => {
    const images = series(dataType);
    const place = await written(npySink, images, "a.npy");
    expect(python(npy, join(place, "a.npy"))).toEqual([[3, 2, 4, 6], name, images.flatMap(({ data }) => [...data])]);
  });

  test("NumPy: a volume, colours, and files of their own", async () => {
    const volume = ramp({ matrixSize: [6, 4, 3] });
    const colours = ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb, imageSeriesIndex: 1 });
    const place = await written(npySink, [volume, colours], "a.npy");
    expect(readdirSync(place).toSorted()).toEqual(["a_series-1_part-mag.npy", "a_series-2_part-rgb.npy"]);
    expect(python(npy, join(place, "a_series-1_part-mag.npy"))).toEqual([[1, 3, 4, 6], "float32", [...volume.data]]);
    expect(python(npy, join(place, "a_series-2_part-rgb.npy")).slice(0, 2)).toEqual([[1, 1, 4, 6, 3], "uint8"]);
  });

  test("BART: times before slices, and volumes", async () => {
    const images = series(DataType.float);
    const place = await written(cflSink, images, "a.cfl");
    expect(readFileSync(join(place, "a.hdr"), "utf8")).toMatch(/^# Dimensions\n6 4 1 1 1 1 1 1 1 1 3 1 1 2 1 1\n/);
    const values = new Float32Array(new Uint8Array(readFileSync(join(place, "a.cfl"))).buffer);
    const expected = [0, 2, 4, 1, 3, 5].flatMap((i) => [...images[i]!.data].flatMap((value) => [value, 0]));
    expect([...values]).toEqual(expected);
    const volume = ramp({ matrixSize: [6, 4, 3], dataType: DataType.complexFloat });
    const other = await written(cflSink, [volume], "b.cfl");
    expect(readFileSync(join(other, "b.hdr"), "utf8")).toMatch(/^# Dimensions\n6 4 3 1 1/);
    expect(new Float32Array(new Uint8Array(readFileSync(join(other, "b.cfl"))).buffer)).toEqual(volume.data);
    const rgb = ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb });
    await expect(written(cflSink, [rgb], "c.cfl")).rejects.toThrow(/no images in colour/);
  });

  test.each([
    ["float", DataType.float],
    ["ushort", DataType.ushort],
    ["int, as floats", DataType.int],
  ] as const)("TIFF: %s", async (_, dataType) => {
    const images = series(dataType);
    const place = await written(tiffSinks[0]!, images, "a.tif");
    const rows = images.map(({ data }) => [0, 1, 2, 3].map((y) => [...data.subarray(6 * y, 6 * y + 6)]));
    expect(python(tiff, join(place, "a.tif"))).toEqual(rows);
  });

  test("TIFF: colours", async () => {
    const rgb = ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb });
    rgb.data.fill(7, 0, 24).fill(8, 24, 48).fill(9, 48, 72);
    const place = await written(tiffSinks[1]!, [rgb], "a.tiff");
    expect(python(tiff, join(place, "a.tiff"))[0][3][5]).toEqual([7, 8, 9]);
  });
});

test("a file is not replaced", async () => {
  const place = await written(npySink, [ramp()], "a.npy");
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3" };
  const sink = await npySink.open(join(place, "a.npy"), sourceOf([ramp()]), options);
  await sink.write(ramp());
  await expect(sink.close()).rejects.toThrow(/exists: choose another name/);
});
