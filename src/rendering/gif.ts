import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Raster } from "./painting.ts";

const GREYS = Array.from({ length: 256 }, (_, grey) => [grey, grey, grey]);

/** An endless animation. @param frames all of the same size @param delayMs time per frame; GIF rounds it to 10 ms */
export function encodeGif(frames: Iterable<Raster>, delayMs: number): Uint8Array {
  const encoder = GIFEncoder();
  for (const { width, height, samples, data } of frames) {
    const rgba = samples === 1 ? undefined : withAlpha(data);
    const palette = rgba === undefined ? GREYS : quantize(rgba, 256);
    const indices = rgba === undefined ? data : applyPalette(rgba, palette);
    encoder.writeFrame(indices, width, height, { palette, delay: delayMs, repeat: 0 });
  }
  encoder.finish();
  return encoder.bytes();
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i]!;
  return rgba;
}
