import { NumericsError, requireCount, requireLength } from "./errors.ts";
import { lineTransform } from "./transform/choice.ts";
import type { LineTransform } from "./transform/line-transform.ts";

/**
 * Keeps the middle of each readout, from sample floor((samples − samplesOut) / 2) on.
 * @param source at least `[count][samples]` complex, interleaved
 * @param target at least `[count][samplesOut]` complex
 * @throws NumericsError `bad-length` for counts that are not whole or a crop to more samples than there are,
 *   `shape-mismatch` if an array is too short
 */
export function cropReadouts(
  source: Float32Array,
  samples: number,
  samplesOut: number,
  count: number,
  target: Float32Array,
): void {
  requireCount("the samples to keep", samplesOut, 1);
  requireCount("the samples of a readout", samples, samplesOut);
  requireCount("the number of readouts", count, 0);
  if (source.length < 2 * samples * count || target.length < 2 * samplesOut * count) {
    throw new NumericsError(
      "shape-mismatch",
      `${count} readouts of ${samples} samples, cropped to ${samplesOut}, do not fit arrays of ` +
        `${source.length} and ${target.length} elements`,
    );
  }
  const first = 2 * Math.floor((samples - samplesOut) / 2);
  for (let readout = 0; readout < count; readout++) {
    const start = 2 * samples * readout + first;
    target.set(source.subarray(start, start + 2 * samplesOut), 2 * samplesOut * readout);
  }
}

/**
 * Undoes readout oversampling: centred unitary inverse transform, {@link cropReadouts}, centred unitary forward
 * transform. The crop is Gadgetron's; with an even number of samples and an odd number to keep it takes the pixel
 * before the centred window's first, so the image moves by one pixel.
 */
export class OversamplingRemoval {
  readonly samples: number;
  readonly samplesOut: number;
  readonly #toImage: LineTransform;
  readonly #toKSpace: LineTransform;
  #image = new Float32Array(0);

  /**
   * @param samples of a readout
   * @param samplesOut to keep of them
   * @throws NumericsError `bad-length`
   */
  constructor(samples: number, samplesOut: number) {
    requireCount("the samples to keep", samplesOut, 1);
    requireCount("the samples of a readout", samples, samplesOut);
    this.samples = samples;
    this.samplesOut = samplesOut;
    this.#toImage = lineTransform(samples);
    this.#toKSpace = lineTransform(samplesOut);
  }

  /**
   * @param data `[coils][samples]` complex, interleaved; not changed
   * @returns `[coils][samplesOut]` complex, in an array of its own
   * @throws NumericsError `shape-mismatch`
   */
  apply(data: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    requireCount("the number of coils", coils, 0);
    requireLength(`a readout of ${coils} coils and ${this.samples} samples`, data, 2 * this.samples * coils);
    const result = new Float32Array(2 * this.samplesOut * coils);
    if (this.#image.length < data.length) this.#image = new Float32Array(data.length);
    this.#toImage.transform("inverse", data, this.#image, coils);
    cropReadouts(this.#image, this.samples, this.samplesOut, coils, result);
    this.#toKSpace.transform("forward", result, result, coils);
    return result;
  }
}
