import { storedPixels, type Volume } from "../image-series/index.ts";
import { SourceError } from "../source/index.ts";
import { type ArrayFormat, arraySink } from "./volume-sink.ts";

/** BART's dimensions: READ, PHS1 and PHS2 are x, y and the partitions of a volume. */
const TIME = 10;
const SLICE = 13;
const DIMENSIONS = 16;

/** BART's pair of files: complex floats, the fastest axis first. */
const cfl: ArrayFormat = {
  name: "BART array (.cfl and .hdr)",
  ending: ".cfl",
  complex: true,
  files: (volume, store) => ({
    ".hdr": [Buffer.from(`# Dimensions\n${dimensionsOf(volume).join(" ")}\n# Creator\nLarmor\n`)],
    ".cfl": (function* () {
      const pixels = volume.shape[0] * volume.shape[1] * (isVolume(volume) ? volume.shape[2] : 1);
      for (let slice = 0; slice < volume.images[0]!.length; slice += 1) {
        for (const time of volume.images) {
          const image = time[slice];
          const complex = new Float32Array(2 * pixels);
          if (image !== undefined) {
            const values = storedPixels(store, image.index, volume.arrayName);
            if (volume.part === "complex") complex.set(values);
            else for (let i = 0; i < pixels; i += 1) complex[2 * i] = values[i]!;
          }
          yield new Uint8Array(complex.buffer);
        }
      }
    })(),
  }),
  describe: (volume) => `${dimensionsOf(volume).join(" ")}`,
};

export const cflSink = arraySink(cfl);

/** Whether its images are volumes themselves. */
function isVolume({ shape, images }: Volume): boolean {
  return shape[2] > 1 && images[0]!.length === 1;
}

function dimensionsOf(volume: Volume): number[] {
  const { shape, part } = volume;
  if (part === "rgb") throw new SourceError("unsupported", "BART has no images in colour: convert them to PNG or .npy");
  const sizes = Array<number>(DIMENSIONS).fill(1);
  sizes[0] = shape[0];
  sizes[1] = shape[1];
  sizes[isVolume(volume) ? 2 : SLICE] = shape[2];
  sizes[TIME] = shape[3];
  return sizes;
}
