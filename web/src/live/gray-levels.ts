const SHARES = [0.01, 0.995] as const;

/** 16-bit values, little-endian. */
function levelsOf(pixels: Uint8Array): Uint16Array {
  return new Uint16Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength / 2);
}

/** From the 1st to the 99.5th percentile of 16-bit values. */
export function windowOf(pixels: Uint8Array): readonly [number, number] {
  const sorted = levelsOf(pixels).slice().sort();
  return SHARES.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0) as [number, number];
}

/** 16-bit values as grey levels, from black to white. */
export function grayLevels(pixels: Uint8Array, [black, white]: readonly [number, number]): Uint8ClampedArray {
  return Uint8ClampedArray.from(levelsOf(pixels), (value) => (255 * (value - black)) / Math.max(1, white - black));
}
