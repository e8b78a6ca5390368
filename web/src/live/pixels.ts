/** A colour as a pixel of a canvas, on a little-endian machine, as all are that run browsers. */
export function pixelOf(red: number, green: number, blue: number): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
