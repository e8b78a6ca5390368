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
