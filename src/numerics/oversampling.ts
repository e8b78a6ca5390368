import { requireCount, requireLength } from "./errors.ts";
import { lineTransform } from "./transform/choice.ts";
import type { LineTransform, Window } from "./transform/line-transform.ts";

/**
 * Undoes readout oversampling: centred unitary inverse transform, crop from sample floor((samples − samplesOut) / 2) on,
 * centred unitary forward transform. The crop is Gadgetron's; with an even number of samples and an odd number to keep
 * it takes the pixel before the centred window's first, so the image moves by one pixel.
 */
export class OversamplingRemoval {
  readonly samples: number;
  readonly samplesOut: number;
  readonly #toImage: LineTransform;
  readonly #toKSpace: LineTransform;
  readonly #window: Window;

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
    this.#window = { first: Math.floor((samples - samplesOut) / 2), count: samplesOut };
  }

  /**
   * @param data `[coils][samples]` complex, interleaved; not changed
   * @returns `[coils][samplesOut]` complex, in an array of its own
   * @throws NumericsError `shape-mismatch`
   */
  apply(data: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    return this.toKSpace(this.toImage(data, coils), coils);
  }

  /** The way there: `[coils][samples]` in k-space to `[coils][samplesOut]`, in image space along the readout. */
  toImage(data: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    requireCount("the number of coils", coils, 0);
    requireLength(`a readout of ${coils} coils and ${this.samples} samples`, data, 2 * this.samples * coils);
    const image = new Float32Array(2 * this.samplesOut * coils);
    this.#toImage.transformCropped("inverse", data, image, coils, this.#window);
    return image;
  }

  /** The way back: `[coils][samplesOut]` from image space to k-space. */
  toKSpace(image: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    const data = new Float32Array(image.length);
    this.#toKSpace.transform("forward", image, data, coils);
    return data;
  }
}
