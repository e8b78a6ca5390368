/**
 * The product A B of complex matrices, summed in float64.
 * @param a `[rows][inner]` complex, interleaved
 * @param b `[inner][columns]` complex
 * @returns `[rows][columns]` complex
 */
export function complexProduct(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(2 * rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < inner; k += 1) {
      const [re, im] = [a[2 * (i * inner + k)]!, a[2 * (i * inner + k) + 1]!];
      for (let j = 0; j < columns; j += 1) {
        const [c, d] = [b[2 * (k * columns + j)]!, b[2 * (k * columns + j) + 1]!];
        result[2 * (i * columns + j)]! += re * c - im * d;
        result[2 * (i * columns + j) + 1]! += re * d + im * c;
      }
    }
  }
  return result;
}
