import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import {
  DataType,
  formatAttributes,
  formatHeader,
  type Image,
  ImageHeader,
  ImageType,
  pixelsOver,
} from "../../src/mrd/index.ts";
import { phantom, writePhantom } from "../../src/simulator/index.ts";
import { gaussian } from "../support/messages.ts";

/** The files that FIRE's client sent when the exchanges were recorded: small, and the same whenever they are made. */
export const fireInputs = {
  /** Two slices of two coils, with an electrocardiogram. */
  raw: (path: string) => writePhantom(path, rawOptions),
  /** Two series of magnitude images, of integers and of floats, and one of phase. */
  images: (path: string) => writeImages(path, header(), contrastImages()),
  /** The same without a header. */
  "images-without-header": (path: string) => writeImages(path, undefined, contrastImages()),
  /** Velocity images of two directions, two slices and six heart phases, with one magnitude image. */
  flow: (path: string) => writeImages(path, header(), flowImages()),
} as const satisfies Record<string, (path: string) => Promise<unknown>>;

export type FireInput = keyof typeof fireInputs;

const SIZE = 16;
const rawOptions = { matrix: SIZE, coils: 2, slices: 2, waveforms: true, protocol: "fire" } as const;
const header = () => formatHeader(phantom(rawOptions).header);

async function writeImages(path: string, header: string | undefined, images: Iterable<Image>): Promise<void> {
  const writer = await MrdFileWriter.create(path);
  if (header !== undefined) writer.writeHeader(header);
  for (const image of images) writer.append(image);
  writer.close();
}

type Fields = Parameters<typeof ImageHeader.of>[0];

/** A square image; `pixel` gives its values by their place. */
function square(
  dataType: DataType,
  fields: Fields,
  attributes: Parameters<typeof formatAttributes>[0],
  pixel: (x: number, y: number) => number,
): Image {
  const bytes = new Uint8Array(SIZE * SIZE * (dataType === DataType.float ? 4 : 2));
  const data = pixelsOver(dataType, bytes);
  for (let i = 0; i < data.length; i += 1) data[i] = pixel(i % SIZE, Math.floor(i / SIZE));
  const common = {
    dataType,
    matrixSize: [SIZE, SIZE, 1],
    fieldOfView: [300, 300, 6],
    channels: 1,
    readDir: [0, 1, 0],
    phaseDir: [0, 0, 1],
    sliceDir: [1, 0, 0],
    acquisitionTimeStamp: 12_345,
  } as const;
  return {
    kind: "image",
    header: ImageHeader.of({ ...common, ...fields }),
    attributes: formatAttributes(attributes),
    data,
  };
}

function* contrastImages(): Generator<Image> {
  const disc = (x: number, y: number) => Math.max(0, 60 - (x - 7) ** 2 - (y - 8) ** 2);
  for (const slice of [0, 1]) {
    const fields = { imageType: ImageType.magnitude, imageSeriesIndex: 1, imageIndex: slice + 1, slice };
    const place = { SliceLocation: 6 * slice, ImageRowDir: [0, 1, 0], ImageColumnDir: [0, 0, 1] };
    yield square(DataType.ushort, fields, place, (x, y) => (slice + 1) * 10 * disc(x, y) + x);
  }
  for (const slice of [0, 1]) {
    const fields = { imageType: ImageType.magnitude, imageSeriesIndex: 2, imageIndex: slice + 1, slice };
    yield square(DataType.float, fields, {}, (x, y) => (slice + 0.5) * disc(x, y) + y / 3);
  }
  const fields = { imageType: ImageType.phase, imageSeriesIndex: 3, imageIndex: 1 };
  yield square(DataType.float, fields, { DataRole: "Image" }, (x, y) => (x - y) / 10);
}

/** Inside the vessel the velocity follows the heartbeat; outside it is noise. */
function* flowImages(): Generator<Image> {
  const magnitude = { imageType: ImageType.magnitude, imageSeriesIndex: 1, imageIndex: 1 };
  yield square(DataType.short, magnitude, {}, (x, y) => 10 * x + y);
  let seed = 1;
  for (const [i, direction] of ["AP", "FH"].entries()) {
    for (const slice of [0, 1]) {
      for (let phase = 0; phase < 6; phase += 1) {
        const fields = { imageType: ImageType.phase, imageSeriesIndex: 2 + i, slice, phase, imageIndex: phase + 1 };
        const noise = gaussian(SIZE * SIZE, seed++);
        const inside = (x: number, y: number) => (x - 8) ** 2 + (y - 8) ** 2 < 20;
        const velocity = 2048 + 400 * Math.sin(phase + slice);
        yield square(DataType.short, fields, { FlowDirDisplay: direction, FlowVENC: 150 }, (x, y) =>
          Math.round(inside(x, y) ? velocity + 3 * x : Math.min(4095, Math.max(0, 2048 + 900 * noise[y * SIZE + x]!))),
        );
      }
    }
  }
}
