import { type DataType, type Image, type ImageHeader, pixelsOver } from "../../mrd/index.ts";
import { joinedPixelRange, type PixelRange, PlaneStore, pixelParts, pixelRange } from "../image-series/index.ts";
import type { Sink, SinkOptions } from "../source/index.ts";
import { FileEncoder } from "./encode-file.ts";
import { enhancedElements, type Frame } from "./enhanced.ts";
import { type DicomImageEncoder, seriesNumberOf } from "./image-encoder.ts";
import { describeFiles, writeNew } from "./write-new.ts";

/** Frames of one file, and where their pixels are stored. */
interface Stack {
  readonly frames: Frame[];
  readonly stored: number[];
  readonly fileName: string;
}

/**
 * Writes the images of each series and size as one enhanced MR image, with the same scaling for all its frames, which
 * programs take for granted. Pixels are kept in a temporary file until the series is complete. Images in colour, which
 * cannot be MR images, are written one by one.
 * @param nameOf path of the next file, from the name that it would have in a folder
 * @param temporary path of that file
 */
export function enhancedSink(
  encoder: DicomImageEncoder,
  nameOf: (fileName: string) => string,
  temporary: string,
  remarks: ReadonlyMap<string, string>,
  { overwrite }: SinkOptions,
): Sink {
  const kept: { readonly header: ImageHeader; readonly attributes: string }[] = [];
  const ranges = new Map<number, PixelRange>();
  const pixels = new PlaneStore(temporary);
  const paths: string[] = [];
  const write = (fileName: string, pieces: Iterable<Uint8Array>) => {
    const path = nameOf(fileName);
    writeNew(path, pieces, overwrite);
    paths.push(path);
  };
  const finish = async () => {
    const files = await FileEncoder.create();
    const stacks = new Map<string, Stack>();
    const frames = new PlaneStore(`${temporary}-frames`);
    try {
      for (const [index, { header, attributes }] of kept.entries()) {
        const data = pixelsOver(header.dataType as DataType, aligned(pixels.read(index)));
        const image: Image = { kind: "image", header, attributes, data };
        for (const plane of encoder.planes(image, (number) => ranges.get(number))) {
          const { named, seriesNumber } = plane;
          const key = JSON.stringify([seriesNumber, named.Rows, named.Columns, named.PixelRepresentation]);
          const name = `${String(seriesNumber).padStart(2, "0")}_${stacks.size + 1}.dcm`;
          const stack = stacks.get(key) ?? { frames: [], stored: [], fileName: name };
          stacks.set(key, stack);
          stack.frames.push(named);
          stack.stored.push(frames.add(plane.pixels));
        }
      }
      for (const { frames: named, stored, fileName } of stacks.values()) {
        const first = frames.read(stored[0]!);
        const head = files.encode(enhancedElements(named), first.length * stored.length);
        write(fileName, withFrames(head, frames, stored));
      }
    } finally {
      frames.close();
    }
  };
  let finishing: Promise<void> | undefined;
  return {
    write(message) {
      if (message.kind !== "image") return;
      const parts = pixelParts(message);
      if (parts.some(({ part }) => part === "rgb")) {
        for (const { fileName, pieces } of encoder.encode(message)) write(fileName, pieces);
        return;
      }
      for (const part of parts) {
        const number = seriesNumberOf(message, part);
        ranges.set(number, joinedPixelRange(ranges.get(number), pixelRange(part.values)));
      }
      kept.push({ header: message.header.with({}), attributes: message.attributes });
      pixels.add(message.data);
    },
    async close() {
      finishing ??= finish().finally(() => pixels.close());
      await finishing;
      return [...remarks.values(), describeFiles(paths)];
    },
  };
}

function* withFrames(head: readonly Uint8Array[], store: PlaneStore, stored: readonly number[]): Generator<Uint8Array> {
  yield* head;
  let length = 0;
  for (const index of stored) {
    const bytes = store.read(index);
    length += bytes.length;
    yield bytes;
  }
  if (length % 2 === 1) yield new Uint8Array(1);
}

/** Bytes that start at a multiple of 8, for arrays of any type. */
function aligned(bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}
