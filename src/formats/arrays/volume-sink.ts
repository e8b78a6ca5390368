import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { withPath } from "../../files/index.ts";
import { requireImages, type Volume, VolumeCollector, volumeNames } from "../image-series/index.ts";
import { type Sink, type SinkFormat, SourceError } from "../source/index.ts";

/** How one format writes a volume. */
export interface ArrayFormat {
  readonly name: string;
  /** With the dot. */
  readonly ending: string;
  /** Whether it holds complex pixels as they are. */
  readonly complex: boolean;
  /** The files of a volume, by ending, and the pieces of each. */
  files(volume: Volume, store: VolumeCollector["store"]): Readonly<Record<string, Iterable<Uint8Array>>>;
  /** What was written, for the report: `2 × 3 × 4 × 6, slowest first`. */
  describe(volume: Volume): string;
}

/** A format of arrays as an output of `larmor convert`: a file for each series, echo, channel and part. */
export function arraySink(format: ArrayFormat): SinkFormat {
  return {
    name: format.name,
    endings: [format.ending],
    async open(path, source, { index, overwrite }): Promise<Sink> {
      requireImages(source, format.name);
      const collector = new VolumeCollector(`${path}.partial`, { complex: format.complex });
      const stem = path.slice(0, -format.ending.length);
      const finish = () => {
        const volumes = collector.volumes();
        const names = volumeNames(index === 0 ? stem : `${stem}_${index + 1}`, volumes);
        const lines = volumes.flatMap((volume, i) => {
          for (const [ending, pieces] of Object.entries(format.files(volume, collector.store))) {
            writePieces(`${names[i]}${ending}`, pieces, overwrite);
          }
          return [...volume.remarks, `${names[i]}${format.ending}: ${format.describe(volume)}`];
        });
        return [...new Set(lines)];
      };
      let lines: readonly string[] | undefined;
      return {
        write: (message) => void (message.kind === "image" && collector.add(message)),
        async close() {
          try {
            lines ??= finish();
            return lines;
          } finally {
            collector.close();
          }
        },
      };
    },
  };
}

/** @throws SourceError `file-exists`; NodeJS.ErrnoException */
function writePieces(path: string, pieces: Iterable<Uint8Array>, overwrite: boolean): void {
  if (!overwrite && existsSync(path)) {
    throw new SourceError("file-exists", `${path} exists: choose another name, or replace it with --overwrite`);
  }
  withPath(path, () => {
    const file = openSync(path, "w");
    try {
      for (const piece of pieces) for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done);
    } finally {
      closeSync(file);
    }
  });
}

/** Bytes of one stored image of a volume. */
export function imageBytes({ shape, images, part, arrayName }: Volume): number {
  const [x, y, z] = shape;
  const values = part === "rgb" ? 3 : part === "complex" ? 2 : 1;
  const size = Number(/\d+/.exec(arrayName)![0]) / 8;
  return (x * y * z * values * size) / images[0]!.length;
}
