import { crc32 } from "node:zlib";
import { encodePng } from "../mosaic.ts";
import type { Raster } from "../painting.ts";

/** Length of the signature of a PNG, and of a chunk without its content. */
const [SIGNATURE, FRAME] = [8, 12];

/**
 * A PNG; of several pictures an animated one (APNG), which programs without animations show as the first picture.
 * @param frames of the same size and number of samples
 * @param text stored with the keyword `MetaAttributes`, as FIRE's mrd2gif does
 */
export function encodeAnimatedPng(frames: readonly Raster[], delayMs: number, text: string): Buffer {
  const first = chunksOf(encodePng(frames[0]!));
  const header = first.find(({ type }) => type === "IHDR")!;
  const { width, height } = frames[0]!;
  const isAnimated = frames.length > 1;
  // Compression and language are empty: UTF-8 as it is.
  const attributes = Buffer.from(`MetaAttributes\0\0\0\0\0${text}`, "utf8");
  const pieces = [PNG_SIGNATURE, chunk("IHDR", header.content)];
  if (text !== "") pieces.push(chunk("iTXt", attributes));
  if (isAnimated) pieces.push(chunk("acTL", numbers(frames.length, 0)));
  let sequence = 0;
  for (const [i, frame] of frames.entries()) {
    if (isAnimated) {
      const delay = Buffer.from([0, 0, 0, 0, 0, 0]);
      delay.writeUInt16BE(Math.round(delayMs), 0);
      delay.writeUInt16BE(1000, 2);
      pieces.push(chunk("fcTL", Buffer.concat([numbers(sequence++, width, height, 0, 0), delay])));
    }
    for (const { type, content } of i === 0 ? first : chunksOf(encodePng(frame))) {
      if (type !== "IDAT") continue;
      pieces.push(i === 0 ? chunk("IDAT", content) : chunk("fdAT", Buffer.concat([numbers(sequence++), content])));
    }
  }
  return Buffer.concat([...pieces, chunk("IEND", Buffer.alloc(0))]);
}

const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function chunksOf(png: Buffer): { readonly type: string; readonly content: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), content: png.subarray(at + 8, at + 8 + length) });
    at += FRAME + length;
  }
  return chunks;
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  return Buffer.concat([numbers(content.length), named, numbers(crc32(named))]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
}
