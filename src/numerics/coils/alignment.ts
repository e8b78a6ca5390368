/**
 * What {@link toMapFactors} needs of coil images x: `seen`, uᴴ x with the reference coil u, and `power`, Σ |x|².
 * @param images `[coils][pixels]` complex
 * @param length of the image of a coil, in floats
 * @param reference `[coils]` complex
 */
export function seenByReference(
  images: Float32Array,
  length: number,
  reference: Float64Array,
): { readonly seen: Float64Array<ArrayBuffer>; readonly power: Float64Array<ArrayBuffer> } {
  const power = new Float64Array(length / 2);
  const seen = new Float64Array(length);
  for (let start = 0, u = 0; start < images.length; start += length, u += 2) {
    const uRe = reference[u]!;
    const uIm = reference[u + 1]!;
    for (let i = 0, d = 0, s = start; d < length; i++, d += 2, s += 2) {
      const re = images[s]!;
      const im = images[s + 1]!;
      power[i]! += re * re + im * im;
      seen[d]! += uRe * re + uIm * im;
      seen[d + 1]! += uRe * im - uIm * re;
    }
  }
  return { seen, power };
}

/**
 * Complex factors, one per pixel, that turn unnormalised maps c into maps with unit norm and with a real and positive
 * uᴴ c, where u is the reference coil. Where uᴴ c is 0, the map keeps its phase.
 * @param seen `[pixels]` complex, uᴴ c; receives the factors
 * @param power `[pixels]`, Σ |c|² over the coils; where it is 0, so is the factor
 */
export function toMapFactors(seen: Float64Array, power: Float64Array): void {
  for (let i = 0, d = 0; i < power.length; i++, d += 2) {
    const norm = power[i]! > 0 ? 1 / Math.sqrt(power[i]!) : 0;
    const share = Math.sqrt(seen[d]! ** 2 + seen[d + 1]! ** 2);
    seen[d] = share > 0 ? (norm * seen[d]!) / share : norm;
    seen[d + 1] = share > 0 ? (-norm * seen[d + 1]!) / share : 0;
  }
}

/**
 * Multiplies maps by the factors of {@link toMapFactors}.
 * @param maps `[coils][pixels]` complex
 */
export function applyMapFactors(maps: Float32Array, factors: Float64Array): void {
  for (let start = 0; start < maps.length; start += factors.length) {
    for (let d = 0, m = start; d < factors.length; d += 2, m += 2) {
      const re = maps[m]!;
      const im = maps[m + 1]!;
      maps[m] = re * factors[d]! - im * factors[d + 1]!;
      maps[m + 1] = re * factors[d + 1]! + im * factors[d]!;
    }
  }
}
