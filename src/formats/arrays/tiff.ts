import { storedPixels, type Volume } from "../image-series/index.ts";
import { SourceError } from "../source/index.ts";
import { type ArrayFormat, arraySink } from "./volume-sink.ts";

/** TIFF 6.0 counts bytes of a file in 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;
const SHORT = 3;
const LONG = 4;
const ASCII = 2;
/** Sample formats of TIFF 6.0, section 19. */
const formats: Readonly<Record<string, number>> = { Uint8Array: 1, Uint16Array: 1, Int16Array: 2, Float32Array: 3 };

/** A stack of pages, one per plane: slices of the first time, then those of the second. */
const tiff: ArrayFormat = {
  name: "TIFF stack",
  ending: ".tif",
  complex: false,
  files: (volume, store) => ({ ".tif": pages(volume, store) }),
  describe: ({ shape: [x, y, z, t] }) => `${z * t} pages of ${x} × ${y}`,
};

export const tiffSinks = [
  arraySink(tiff),
  arraySink({ ...tiff, ending: ".tiff", files: (volume, store) => ({ ".tiff": pages(volume, store) }) }),
];

function* pages(volume: Volume, store: Parameters<ArrayFormat["files"]>[1]): Generator<Uint8Array> {
  const { shape, images, part, arrayName } = volume;
  const [x, y, z, t] = shape;
  const type = arrayName in formats ? arrayName : "Float32Array";
  const samples = part === "rgb" ? 3 : 1;
  const bytesPerSample = Number(/\d+/.exec(type)![0]) / 8;
  const planeBytes = x * y * samples * bytesPerSample;
  const text = Buffer.from(`ImageJ=1.53\nimages=${z * t}\nslices=${z}\nframes=${t}\nunit=mm\nhyperstack=true\0`);
  const entries = (offset: number, next: number, isFirst: boolean) => {
    const fields: [tag: number, type: number, count: number, value: number][] = [
      [256, LONG, 1, x],
      [257, LONG, 1, y],
      [258, SHORT, 1, 8 * bytesPerSample],
      [259, SHORT, 1, 1],
      [262, SHORT, 1, samples === 3 ? 2 : 1],
      ...(isFirst ? [[270, ASCII, text.length, 8] as [number, number, number, number]] : []),
      [273, LONG, 1, offset],
      [277, SHORT, 1, samples],
      [278, LONG, 1, y],
      [279, LONG, 1, planeBytes],
      [339, SHORT, 1, formats[type]!],
    ];
    const directory = Buffer.alloc(6 + 12 * fields.length);
    directory.writeUInt16LE(fields.length, 0);
    for (const [i, [tag, kind, count, value]] of fields.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * i);
      directory.writeUInt16LE(kind, 4 + 12 * i);
      directory.writeUInt32LE(count, 6 + 12 * i);
      directory.writeUInt32LE(value, 10 + 12 * i);
    }
    directory.writeUInt32LE(next, directory.length - 4);
    return directory;
  };
  const even = (length: number) => length + (length % 2);
  const sizeOf = (isFirst: boolean) => even(entries(0, 0, isFirst).length);
  const first = 8 + even(text.length);
  if (first + z * t * (even(planeBytes) + sizeOf(true)) > MOST_BYTES) {
    throw new SourceError("unsupported", "the images do not fit into the 4 GiB of a TIFF file: convert them to .npy");
  }
  const head = Buffer.alloc(first);
  head.write("II*\0", "latin1");
  head.writeUInt32LE(first, 4);
  text.copy(head, 8);
  yield head;
  let at = first;
  const count = z * t;
  const perImage = z / images[0]!.length;
  let page = 0;
  for (const image of images.flat()) {
    const values = image === undefined ? undefined : storedPixels(store, image.index, arrayName);
    const pixels = values === undefined || type === arrayName ? values : Float32Array.from(values);
    for (let plane = 0; plane < perImage; plane += 1) {
      const size = sizeOf(page === 0);
      const next = at + size + even(planeBytes);
      yield Buffer.concat([entries(at + size, page + 1 < count ? next : 0, page === 0)], size);
      const bytes = Buffer.alloc(even(planeBytes));
      if (pixels !== undefined) {
        bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset + plane * planeBytes, planeBytes));
      }
      yield bytes;
      at = next;
      page += 1;
    }
  }
}
