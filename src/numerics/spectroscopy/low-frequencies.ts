import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";

/**
 * Samples signals of time more slowly: transform, keep the `kept` lowest frequencies, transform back. Sample 0 stays
 * the first moment, and signals of these frequencies keep their values.
 * @param signals `[lines][samples]` complex, interleaved; its content is undefined afterwards
 * @returns `[lines][kept]`
 * @throws NumericsError `bad-length` unless 1 ≤ `kept` ≤ `samples`; `shape-mismatch`
 */
export function keepLowFrequencies(signals: Float32Array, samples: number, kept: number): Float32Array<ArrayBuffer> {
  requireCount("samples", samples, 1);
  requireCount("kept", kept, 1);
  if (kept > samples) throw new NumericsError("bad-length", `kept must be at most ${samples}, not ${kept}`);
  const lines = Math.floor(signals.length / (2 * samples));
  requireLength("signals", signals, 2 * lines * samples);
  const spectra = copied(signals, samples, samples, (i) => (i + Math.ceil(samples / 2)) % samples);
  transformAxis(spectra, [samples, lines], 0, "forward");
  const first = Math.floor(samples / 2) - Math.floor(kept / 2);
  const low = copied(spectra, samples, kept, (i) => first + i);
  transformAxis(low, [kept, lines], 0, "inverse");
  const scale = Math.sqrt(kept / samples);
  const result = copied(low, kept, kept, (i) => (i + Math.floor(kept / 2)) % kept);
  return result.map((value) => scale * value);
}

/** Lines of `length` samples, of which sample i is the sample `from(i)` of the same line. */
function copied(
  data: Float32Array,
  stride: number,
  length: number,
  from: (i: number) => number,
): Float32Array<ArrayBuffer> {
  const lines = data.length / (2 * stride);
  const result = new Float32Array(2 * lines * length);
  for (let i = 0; i < length; i += 1) {
    const source = 2 * from(i);
    for (let line = 0; line < lines; line += 1) {
      result[2 * (line * length + i)] = data[2 * line * stride + source]!;
      result[2 * (line * length + i) + 1] = data[2 * line * stride + source + 1]!;
    }
  }
  return result;
}
