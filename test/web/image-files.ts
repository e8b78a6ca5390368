import { join } from "node:path";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { DataType, formatAttributes, type Image, ImageHeader, ImageType } from "../../src/mrd/index.ts";

export const [WIDTH, HEIGHT] = [64, 48];
const [SLICES, REPETITIONS] = [3, 4];

/** The value of a pixel of the series `image_0`. */
export function valueAt(x: number, y: number, slice: number, repetition: number): number {
  return 1000 + 100 * slice + 10 * repetition + x + 3 * y;
}

/** The same of the other file. */
export function otherValueAt(x: number, y: number, slice: number, repetition: number): number {
  return 2 * valueAt(x, y, slice, repetition) + (x < 32 ? 50 : 0);
}

const geometry = { position: [10, -20, 0], readDir: [1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, 1] };

function slicesOf(value: typeof valueAt): Image[] {
  return Array.from({ length: SLICES * REPETITIONS }, (_, i) => {
    const [slice, repetition] = [i % SLICES, Math.floor(i / SLICES)];
    const header = ImageHeader.of({
      ...geometry,
      dataType: DataType.float,
      matrixSize: [WIDTH, HEIGHT, 1],
      fieldOfView: [128, 96, 5],
      position: [10, -20, 6 * slice],
      channels: 1,
      slice,
      repetition,
      imageType: ImageType.magnitude,
      imageIndex: i,
    });
    const data = Float32Array.from({ length: WIDTH * HEIGHT }, (_, pixel) =>
      value(pixel % WIDTH, Math.floor(pixel / WIDTH), slice, repetition),
    );
    return { kind: "image", header, attributes: formatAttributes({ GADGETRON_note: `slice ${slice}` }), data };
  });
}

/** One image of 32 × 32 whose phase is 0.1 per column, and whose magnitude is 5. */
function complexImage(): Image {
  const header = ImageHeader.of({
    dataType: DataType.complexFloat,
    matrixSize: [32, 32, 1],
    channels: 1,
    imageType: ImageType.complex,
    imageSeriesIndex: 1,
  });
  const data = Float32Array.from({ length: 2 * 32 * 32 }, (_, i) => {
    const angle = 0.1 * ((i >> 1) % 32);
    return 5 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return { kind: "image", header, attributes: "", data };
}

/** One image with planes 0 to 9 of two channels; each pixel has 100 · channel + plane. */
function volume(): Image {
  const header = ImageHeader.of({
    dataType: DataType.ushort,
    matrixSize: [16, 16, 10],
    channels: 2,
    imageType: ImageType.magnitude,
    imageSeriesIndex: 2,
  });
  const data = Uint16Array.from({ length: 2 * 10 * 256 }, (_, i) => 100 * Math.floor(i / 2560) + ((i >> 8) % 10));
  return { kind: "image", header, attributes: "", data };
}

/** A picture of red, green and blue stripes. */
function colourImage(): Image {
  const header = ImageHeader.of({
    dataType: DataType.ushort,
    matrixSize: [12, 12, 1],
    channels: 3,
    imageType: ImageType.rgb,
    imageSeriesIndex: 3,
  });
  const data = Uint16Array.from({ length: 3 * 144 }, (_, i) => ((i % 12) >> 2 === Math.floor(i / 144) ? 255 : 0));
  return { kind: "image", header, attributes: "", data };
}

async function write(path: string, images: readonly Image[]): Promise<string> {
  const writer = await MrdFileWriter.create(path);
  for (const image of images) writer.append(image);
  writer.close();
  return path;
}

/** Two files with images whose pixels are known. */
export async function writeImageFiles(folder: string): Promise<readonly [string, string]> {
  return [
    await write(join(folder, "first.h5"), [...slicesOf(valueAt), complexImage(), volume(), colourImage()]),
    await write(join(folder, "second.h5"), slicesOf(otherValueAt)),
  ];
}

/** A series of `count` images of `size` × `size` pixels, for loading alone. */
export function writeLargeSeries(path: string, count: number, size: number): Promise<string> {
  const data = Float32Array.from({ length: size * size }, (_, i) => (i % size) + Math.sin(i));
  const images = Array.from({ length: count }, (_, repetition): Image => {
    const header = ImageHeader.of({ dataType: DataType.float, matrixSize: [size, size, 1], channels: 1, repetition });
    return { kind: "image", header, attributes: "", data };
  });
  return write(path, images);
}
