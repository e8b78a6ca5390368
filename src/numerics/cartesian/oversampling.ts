import { copyFloats } from "../../memory/index.ts";
import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { contiguousLines, type LineTransform, lineTransform } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/** The readouts that `toImage` processes. */
export interface ReadoutBatch {
  readonly coils: number;
  /** Default 1. */
  readonly readouts?: number;
  /**
   * Coil transform, `[coils][coils]` complex, see `applyToCoils`. It commutes with the transform and the crop, and is
   * applied after them, where it costs less.
   */
  readonly coilMatrix?: Float32Array | undefined;
}

/**
 * Removes readout oversampling: centred unitary inverse transform, crop starting at sample
 * floor((samples − samplesOut) / 2), centred unitary forward transform. The crop is Gadgetron's; if the number of
 * samples is even and the number to keep is odd, it starts one pixel before a window centred at floor(N / 2), which
 * shifts the image by one pixel.
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
   * Transforms readouts to image space and crops them.
   * @param data `[readouts][coils][samples]` complex in k-space, interleaved; not changed
   * @param images receives the result, `[readouts][coils][samplesOut]`, in image space along the readout
   * @returns `images`
   * @throws NumericsError `shape-mismatch`
   */
  toImage(
    data: Float32Array,
    { coils, readouts = 1, coilMatrix }: ReadoutBatch,
    images: Float32Array = new Float32Array(2 * this.samplesOut * coils * readouts),
  ): Float32Array {
    requireCount("the number of coils", coils, 0);
    requireLength(
      `${counted(readouts, "readout")} of ${counted(coils, "coil")} and ${counted(this.samples, "sample")}`,
      data,
      2 * this.samples * coils * readouts,
    );
    if (coilMatrix !== undefined)
      requireLength(`a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coils);
    requireLength("the result", images, 2 * this.samplesOut * coils * readouts);
    const padded = 2 * Math.ceil(this.samplesOut / 2); // The kernel for the coil transform processes two samples at a time.
    const center = Math.floor(this.samples / 2) - Math.floor((this.samples - this.samplesOut) / 2);
    const lengths = [
      2 * this.samples * coils,
      2 * padded * coils,
      2 * padded * coils,
      coilMatrix?.length ?? 0,
    ] as const;
    withScratch(lengths, (source, image, transformed, matrix) => {
      if (coilMatrix !== undefined) matrix.set(coilMatrix);
      const linesIn = contiguousLines(source, this.samples);
      const linesOut = { ...contiguousLines(image, this.samplesOut, center), lineStep: padded };
      for (let readout = 0; readout < readouts; readout++) {
        copyFloats(source, data.subarray(readout * source.length, (readout + 1) * source.length), 0);
        this.#toImage.transform("inverse", linesIn, linesOut, coils);
        if (coilMatrix !== undefined) {
          kernels.transformCoils(matrix.byteOffset, image.byteOffset, transformed.byteOffset, coils, coils, padded);
        }
        const result = coilMatrix === undefined ? image : transformed;
        const to = 2 * this.samplesOut * coils * readout;
        if (padded === this.samplesOut) copyFloats(images, result, to);
        else {
          for (let coil = 0; coil < coils; coil++) {
            const from = 2 * padded * coil;
            copyFloats(images, result.subarray(from, from + 2 * this.samplesOut), to + 2 * this.samplesOut * coil);
          }
        }
      }
    });
    return images;
  }

  /** Transforms `[coils][samplesOut]` from image space to k-space, into a new array. */
  toKSpace(image: Float32Array, coils: number): Float32Array<ArrayBuffer> {
    requireLength(
      `an image of ${counted(coils, "coil")} and ${counted(this.samplesOut, "pixel")}`,
      image,
      2 * this.samplesOut * coils,
    );
    return withScratch([image.length], (heap) => {
      heap.set(image);
      const lines = contiguousLines(heap, this.samplesOut);
      this.#toKSpace.transform("forward", lines, lines, coils);
      return heap.slice();
    });
  }
}
