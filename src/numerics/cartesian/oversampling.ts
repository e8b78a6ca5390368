import { requireCount, requireLength } from "../errors.ts";
import { contiguousLines, type LineTransform, lineTransform } from "../fft/index.ts";
import { heapStretches, kernels } from "../kernels/heap.ts";

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
   * The way there, for several readouts at once.
   * @param data `[readouts][coils][samples]` complex in k-space, interleaved; not changed
   * @param mix coil mixing matrix, see `applyToCoils`. It commutes with transform and crop, and costs least after them.
   * @param images gets the result, `[readouts][coils][samplesOut]`, in image space along the readout
   * @returns `images`
   * @throws NumericsError `shape-mismatch`
   */
  toImage(
    data: Float32Array,
    coils: number,
    readouts = 1,
    mix?: Float32Array,
    images: Float32Array = new Float32Array(2 * this.samplesOut * coils * readouts),
  ): Float32Array {
    requireCount("the number of coils", coils, 0);
    requireLength(
      `${readouts} readouts of ${coils} coils and ${this.samples} samples`,
      data,
      2 * this.samples * coils * readouts,
    );
    if (mix !== undefined) requireLength(`a matrix for ${coils} coils`, mix, 2 * coils * coils);
    requireLength("the result", images, 2 * this.samplesOut * coils * readouts);
    // Mixing takes two samples at a time.
    const padded = 2 * Math.ceil(this.samplesOut / 2);
    const [source, image, mixed, matrix] = heapStretches(
      2 * this.samples * coils,
      2 * padded * coils,
      2 * padded * coils,
      mix?.length ?? 0,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    if (mix !== undefined) matrix.set(mix);
    const center = Math.floor(this.samples / 2) - Math.floor((this.samples - this.samplesOut) / 2);
    const linesIn = contiguousLines(source, this.samples);
    const linesOut = { ...contiguousLines(image, this.samplesOut, center), lineStep: padded };
    for (let readout = 0; readout < readouts; readout++) {
      source.set(data.subarray(readout * source.length, (readout + 1) * source.length));
      this.#toImage.transform("inverse", linesIn, linesOut, coils);
      if (mix !== undefined) {
        kernels.mixCoils(matrix.byteOffset, image.byteOffset, mixed.byteOffset, coils, coils, padded);
      }
      const result = mix === undefined ? image : mixed;
      const to = 2 * this.samplesOut * coils * readout;
      if (padded === this.samplesOut) images.set(result, to);
      else {
        for (let coil = 0; coil < coils; coil++) {
          const from = 2 * padded * coil;
          images.set(result.subarray(from, from + 2 * this.samplesOut), to + 2 * this.samplesOut * coil);
        }
      }
    }
    return images;
  }

  /** The way back: `[coils][samplesOut]` from image space to k-space, in an array of its own. */
  toKSpace(image: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    requireLength(`an image of ${coils} coils and ${this.samplesOut} pixels`, image, 2 * this.samplesOut * coils);
    const [heap] = heapStretches(image.length) as [Float32Array<ArrayBuffer>];
    heap.set(image);
    const lines = contiguousLines(heap, this.samplesOut);
    this.#toKSpace.transform("forward", lines, lines, coils);
    return heap.slice();
  }
}
