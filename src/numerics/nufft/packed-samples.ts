/** Coils of a packed sample, `[re, im][4]`. */
const LANES = 4;

/**
 * Packs samples of at most four coils. Lanes beyond the last coil repeat it.
 * @param data `[coils][all samples]` complex
 * @param order indices of the samples to pack
 * @param density weight of each of all samples; 1 if omitted
 * @param packed receives `[order.length][re, im][4]`
 */
export function packSamples(
  data: Float32Array,
  samples: number,
  order: Uint32Array,
  density: Float32Array | undefined,
  packed: Float32Array,
): void {
  const coils = data.length / (2 * samples);
  for (let lane = 0; lane < LANES; lane += 1) {
    const start = 2 * Math.min(lane, coils - 1) * samples;
    for (let i = 0, to = lane; i < order.length; i += 1, to += 2 * LANES) {
      const sample = order[i]!;
      const weight = density === undefined ? 1 : density[sample]!;
      packed[to] = weight * data[start + 2 * sample]!;
      packed[to + LANES] = weight * data[start + 2 * sample + 1]!;
    }
  }
}

/** The inverse of {@link packSamples}, without weights. @param data receives `[coils][all samples]` complex */
export function unpackSamples(packed: Float32Array, samples: number, order: Uint32Array, data: Float32Array): void {
  for (let lane = 0; lane * 2 * samples < data.length; lane += 1) {
    const start = 2 * lane * samples;
    for (let i = 0, from = lane; i < order.length; i += 1, from += 2 * LANES) {
      const to = start + 2 * order[i]!;
      data[to] = packed[from]!;
      data[to + 1] = packed[from + LANES]!;
    }
  }
}
