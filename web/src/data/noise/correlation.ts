/** What a covariance says about coils. */
export interface NoiseFigures {
  readonly coils: number;
  /** Standard deviation of real and imaginary part together, √C_ii, of each coil. */
  readonly deviations: Float64Array;
  /** Deviations relative to their mean. */
  readonly relative: Float64Array;
  /** |C_ij|, `[coils][coils]`. */
  readonly covariance: Float64Array;
  /** |C_ij| / √(C_ii C_jj), `[coils][coils]`; 0 for a coil without noise. */
  readonly correlation: Float64Array;
  /** Largest correlation of two different coils. */
  readonly largest: { readonly value: number; readonly coils: readonly [number, number] } | undefined;
}

/** @param covariance `[coils][coils]` complex, interleaved */
export function noiseFigures(covariance: Float64Array, coils: number): NoiseFigures {
  const deviations = Float64Array.from({ length: coils }, (_, i) => Math.sqrt(covariance[2 * (i * coils + i)]!));
  const mean = deviations.reduce((sum, each) => sum + each, 0) / coils;
  const magnitudes = Float64Array.from({ length: coils * coils }, (_, at) =>
    Math.hypot(covariance[2 * at]!, covariance[2 * at + 1]!),
  );
  const correlation = magnitudes.map((value, at) => {
    const scale = deviations[Math.floor(at / coils)]! * deviations[at % coils]!;
    return scale > 0 ? value / scale : 0;
  });
  let largest: NoiseFigures["largest"];
  for (let i = 0; i < coils; i += 1) {
    for (let j = i + 1; j < coils; j += 1) {
      const value = correlation[i * coils + j]!;
      if (value > (largest?.value ?? -1)) largest = { value, coils: [i, j] };
    }
  }
  const relative = deviations.map((each) => (mean > 0 ? each / mean : 0));
  return { coils, deviations, relative, covariance: magnitudes, correlation, largest };
}
