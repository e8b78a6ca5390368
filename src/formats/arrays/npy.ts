import type { Volume } from "../image-series/index.ts";
import { type ArrayFormat, arraySink, imageBytes } from "./volume-sink.ts";

const types: Readonly<Record<string, string>> = {
  Uint8Array: "|u1",
  Uint16Array: "<u2",
  Int16Array: "<i2",
  Uint32Array: "<u4",
  Int32Array: "<i4",
  Float32Array: "<f4",
  Float64Array: "<f8",
};

/** NumPy's format 1.0: an array `[times][slices][y][x]`, in C's order. */
const npy: ArrayFormat = {
  name: "NumPy array",
  ending: ".npy",
  complex: true,
  files: (volume, store) => ({
    ".npy": (function* () {
      yield header(volume);
      for (const image of volume.images.flat()) {
        yield image === undefined ? new Uint8Array(imageBytes(volume)) : store.read(image.index);
      }
    })(),
  }),
  describe: (volume) => `${shapeOf(volume).join(" × ")} of ${typeOf(volume)}`,
};

export const npySink = arraySink(npy);

function shapeOf({ shape: [x, y, z, t], part }: Volume): number[] {
  return [t, z, y, x, ...(part === "rgb" ? [3] : [])];
}

function typeOf({ part, arrayName }: Volume): string {
  if (part === "complex") return arrayName === "Float64Array" ? "<c16" : "<c8";
  return types[arrayName]!;
}

function header(volume: Volume): Buffer {
  const shape = shapeOf(volume).join(", ");
  const text = `{'descr': '${typeOf(volume)}', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11); // the data start at a multiple of 64
  const start = Buffer.from("\x93NUMPY\x01\x00\x00\x00", "latin1");
  start.writeUInt16LE(padded.length + 1, 8);
  return Buffer.concat([start, Buffer.from(`${padded}\n`, "latin1")]);
}
