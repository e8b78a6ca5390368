/**
 * Packs samples of at most four coils. Lanes beyond the last coil repeat it.
 * @param data `[coils][samples]` complex
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
  const [second, third, fourth] = coilOffsets(data, samples);
  for (let i = 0, to = 0; i < order.length; i += 1, to += 8) {
    const weight = density === undefined ? 1 : density[order[i]!]!;
    const at = 2 * order[i]!;
    packed[to] = weight * data[at]!;
    packed[to + 1] = weight * data[second + at]!;
    packed[to + 2] = weight * data[third + at]!;
    packed[to + 3] = weight * data[fourth + at]!;
    packed[to + 4] = weight * data[at + 1]!;
    packed[to + 5] = weight * data[second + at + 1]!;
    packed[to + 6] = weight * data[third + at + 1]!;
    packed[to + 7] = weight * data[fourth + at + 1]!;
  }
}

/** The inverse of {@link packSamples}, without weights. @param data receives `[coils][samples]` complex */
export function unpackSamples(packed: Float32Array, samples: number, order: Uint32Array, data: Float32Array): void {
  const [second, third, fourth] = coilOffsets(data, samples);
  for (let i = 0, from = 0; i < order.length; i += 1, from += 8) {
    const at = 2 * order[i]!;
    data[at] = packed[from]!;
    data[second + at] = packed[from + 1]!;
    data[third + at] = packed[from + 2]!;
    data[fourth + at] = packed[from + 3]!;
    data[at + 1] = packed[from + 4]!;
    data[second + at + 1] = packed[from + 5]!;
    data[third + at + 1] = packed[from + 6]!;
    data[fourth + at + 1] = packed[from + 7]!;
  }
}

/** Where the second to fourth coils start; those that do not exist are the last one, whose samples they repeat. */
function coilOffsets(data: Float32Array, samples: number): readonly [number, number, number] {
  const last = data.length / (2 * samples) - 1;
  const offset = (coil: number) => 2 * samples * Math.min(coil, last);
  return [offset(1), offset(2), offset(3)];
}
