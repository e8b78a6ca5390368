import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { contiguousLines, type LineTransform, lineTransform } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { copyLines, lineSpacing } from "../linalg/index.ts";

/** The readouts that `toImage` processes. */
export interface ReadoutBatch {
  readonly coils: number;
  /** Default 1. */
  readonly readouts?: number;
  /**
   * Coil transform, `[coils][coilsOut]` complex, see `applyToCoils`. It commutes with the transform and the crop, and is
   * applied before or after them, where it costs less.
   */
  readonly coilMatrix?: Float32Array | undefined;
  /** Default `coils`. */
  readonly coilsOut?: number | undefined;
}

let latest: OversamplingRemoval | undefined;

/** The removal for these sizes, which is mostly that of the readout before. */
export function oversamplingRemoval(samples: number, samplesOut: number): OversamplingRemoval {
  if (latest?.samples !== samples || latest.samplesOut !== samplesOut) {
    latest = new OversamplingRemoval(samples, samplesOut);
  }
  return latest;
}

/** Measured: the time to transform a sample, in that of the product of a sample and an element of a matrix. */
const TRANSFORM_PRODUCTS = 8;

/** Whether a coil transform takes less time if the coils that it drops are not transformed, although with more samples. */
function isMatrixFirst(coils: number, coilsOut: number, samples: number, samplesOut: number): boolean {
  return TRANSFORM_PRODUCTS * (coils - coilsOut) * samples > coils * coilsOut * (samples - samplesOut);
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
   * @param images receives the result, `[readouts][coilsOut][samplesOut]`, in image space along the readout
   * @returns `images`
   * @throws NumericsError `shape-mismatch`
   */
  toImage(
    data: Float32Array,
    { coils, readouts = 1, coilMatrix, coilsOut = coils }: ReadoutBatch,
    images: Float32Array = new Float32Array(2 * this.samplesOut * coilsOut * readouts),
  ): Float32Array {
    requireCount("the number of coils", coils, 0);
    requireLength(
      () => `${counted(readouts, "readout")} of ${counted(coils, "coil")} and ${counted(this.samples, "sample")}`,
      data,
      2 * this.samples * coils * readouts,
    );
    if (coilMatrix !== undefined)
      requireLength(() => `a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coilsOut);
    requireLength("the result", images, 2 * this.samplesOut * coilsOut * readouts);
    const { samples, samplesOut } = this;
    const isFirst = coilMatrix !== undefined && isMatrixFirst(coils, coilsOut, samples, samplesOut);
    const isLast = coilMatrix !== undefined && !isFirst;
    const transformed = isFirst ? coilsOut : coils;
    const spacingIn = isFirst ? lineSpacing(samples) : samples;
    const spacingOut = isLast ? lineSpacing(samplesOut) : samplesOut;
    const mixedSamples = 2 * Math.ceil((isFirst ? samples : samplesOut) / 2); // The kernel takes two at a time.
    const lengths = [
      2 * spacingIn * coils,
      2 * spacingOut * transformed,
      coilMatrix === undefined ? 0 : 2 * mixedSamples * coilsOut,
      coilMatrix?.length ?? 0,
    ] as const;
    withScratch(lengths, (source, image, mixed, matrix) => {
      if (coilMatrix !== undefined) matrix.set(coilMatrix);
      const center = Math.floor(samples / 2) - Math.floor((samples - samplesOut) / 2);
      const linesIn = isFirst
        ? { ...contiguousLines(mixed, samples), lineStep: mixedSamples }
        : contiguousLines(source, samples);
      const linesOut = { ...contiguousLines(image, samplesOut, center), lineStep: spacingOut };
      const [unmixed, spacing] = isFirst ? [source, spacingIn] : [image, spacingOut];
      const mix = () => {
        const pointers = [matrix.byteOffset, unmixed.byteOffset, 8 * spacing, mixed.byteOffset] as const;
        kernels.transformSpacedCoils(...pointers, coils, coilsOut, mixedSamples);
      };
      const [result, resultSpacing] = isLast ? [mixed, mixedSamples] : [image, spacingOut];
      const [lengthIn, lengthOut] = [2 * samples * coils, 2 * samplesOut * coilsOut];
      for (let readout = 0; readout < readouts; readout++) {
        const from = data.subarray(readout * lengthIn, (readout + 1) * lengthIn);
        copyLines(from, 2 * samples, source, 2 * spacingIn, coils);
        if (isFirst) mix();
        this.#toImage.transform("inverse", linesIn, linesOut, transformed);
        if (isLast) mix();
        const to = images.subarray(readout * lengthOut, (readout + 1) * lengthOut);
        copyLines(result, 2 * resultSpacing, to, 2 * samplesOut, coilsOut);
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
