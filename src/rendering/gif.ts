import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Raster } from "./painting.ts";

const GREYS = Array.from({ length: 256 }, (_, grey) => [grey, grey, grey]);
/** Most bytes of a block of a GIF. */
const BLOCK = 255;

/**
 * An endless animation.
 * @param frames all of the same size; of more than 256 colours, these are approximated
 * @param delayMs time per frame; GIF rounds it to 10 ms
 * @param comment stored in the file
 */
export function encodeGif(frames: Iterable<Raster>, delayMs: number, comment = ""): Uint8Array {
  const encoder = GIFEncoder();
  for (const { width, height, samples, data } of frames) {
    const { indices, palette } = samples === 1 ? { indices: data, palette: GREYS } : (exactPalette(data) ?? near(data));
    encoder.writeFrame(indices, width, height, { palette, delay: delayMs, repeat: 0 });
  }
  encoder.finish();
  const bytes = encoder.bytes();
  if (comment === "") return bytes;
  // Before the first picture, where readers look for it: after the header of 13 bytes and the table of all pictures.
  const flags = bytes[10]!;
  const start = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  return Buffer.concat([bytes.subarray(0, start), commentBlock(comment), bytes.subarray(start)]);
}

/** The colours of elements of red, green and blue, if there are at most 256. */
export function exactPalette(rgb: Uint8Array): { indices: Uint8Array; palette: number[][] } | undefined {
  const known = new Map<number, number>();
  const indices = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < indices.length; i++) {
    const colour = (rgb[3 * i]! << 16) | (rgb[3 * i + 1]! << 8) | rgb[3 * i + 2]!;
    let index = known.get(colour);
    if (index === undefined) {
      index = known.size;
      if (index === 256) return undefined;
      known.set(colour, index);
    }
    indices[i] = index;
  }
  return { indices, palette: [...known.keys()].map((each) => [each >> 16, (each >> 8) & 255, each & 255]) };
}

function near(rgb: Uint8Array): { indices: Uint8Array; palette: ReturnType<typeof quantize> } {
  const rgba = withAlpha(rgb);
  const palette = quantize(rgba, 256);
  return { indices: applyPalette(rgba, palette), palette };
}

/** The comment extension of GIF89a, section 24. */
function commentBlock(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const pieces = [Buffer.from([0x21, 0xfe])];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const piece = bytes.subarray(at, at + BLOCK);
    pieces.push(Buffer.from([piece.length]), piece);
  }
  return Buffer.concat([...pieces, Buffer.from([0])]);
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i]!;
  return rgba;
}
