import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { contiguousLines, type LineLayout, type LineTransform, lineTransform } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { copyLines, lineSpacing, loadLines } from "../linalg/index.ts";

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

/** How the readouts of a batch are stored on the kernels' heap while they are processed. */
interface Layout {
  readonly coils: number;
  readonly coilsOut: number;
  /** Number of coils that are transformed. */
  readonly transformed: number;
  /** Whether there is a coil transform, and whether it is applied before or after the transform. */
  readonly mixes: "before" | "after" | undefined;
  /** Samples from one line to the next: of the readout, of the image, and of the result of the coil transform. */
  readonly spacingIn: number;
  readonly spacingOut: number;
  readonly mixedSamples: number;
  /** Floats of the readout, of the image, of the result of the coil transform, and of its matrix. */
  readonly lengths: readonly [number, number, number, number];
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
  /** That of the latest batch, which is mostly that of the next one. */
  #layout: Layout | undefined;

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
   * @param data `[readouts][coils][samples]` complex in k-space, interleaved, or the bytes of it; not changed
   * @param images receives the result, `[readouts][coilsOut][samplesOut]`, in image space along the readout
   * @returns `images`
   * @throws NumericsError `shape-mismatch`
   */
  toImage(
    data: Float32Array | Uint8Array,
    { coils, readouts = 1, coilMatrix, coilsOut = coils }: ReadoutBatch,
    images: Float32Array = new Float32Array(2 * this.samplesOut * coilsOut * readouts),
  ): Float32Array {
    const { samples, samplesOut } = this;
    requireCount("the number of coils", coils, 0);
    requireLength(
      () => `${counted(readouts, "readout")} of ${counted(coils, "coil")} and ${counted(samples, "sample")}`,
      data,
      (data instanceof Float32Array ? 1 : Float32Array.BYTES_PER_ELEMENT) * 2 * samples * coils * readouts,
    );
    if (coilMatrix !== undefined)
      requireLength(() => `a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coilsOut);
    requireLength("the result", images, 2 * samplesOut * coilsOut * readouts);
    const layout = this.#layoutFor(coils, coilsOut, coilMatrix !== undefined);
    const { mixes, spacingIn, spacingOut, mixedSamples, transformed } = layout;
    withScratch(layout.lengths, (source, image, mixed, matrix) => {
      if (coilMatrix !== undefined) matrix.set(coilMatrix);
      const center = Math.floor(samples / 2) - Math.floor((samples - samplesOut) / 2);
      const linesIn = mixes === "before" ? linesOf(mixed, samples, mixedSamples) : linesOf(source, samples, samples);
      const linesOut = linesOf(image, samplesOut, spacingOut, center);
      const result = mixes === "after" ? mixed : image;
      const resultSpacing = mixes === "after" ? mixedSamples : spacingOut;
      const [lengthIn, lengthOut] = [data.length / readouts, 2 * samplesOut * coilsOut];
      for (let readout = 0; readout < readouts; readout++) {
        const from = readouts === 1 ? data : data.subarray(readout * lengthIn, (readout + 1) * lengthIn);
        if (from instanceof Float32Array) copyLines(from, 2 * samples, source, 2 * spacingIn, coils);
        else loadLines(from, 2 * samples, source.byteOffset, 2 * spacingIn, coils);
        if (mixes === "before") mix(matrix, source, spacingIn, mixed, layout);
        this.#toImage.transform("inverse", linesIn, linesOut, transformed);
        if (mixes === "after") mix(matrix, image, spacingOut, mixed, layout);
        const to = readouts === 1 ? images : images.subarray(readout * lengthOut, (readout + 1) * lengthOut);
        copyLines(result, 2 * resultSpacing, to, 2 * samplesOut, coilsOut);
      }
    });
    return images;
  }

  #layoutFor(coils: number, coilsOut: number, hasMatrix: boolean): Layout {
    const latest = this.#layout;
    if (latest?.coils === coils && latest.coilsOut === coilsOut && (latest.mixes !== undefined) === hasMatrix)
      return latest;
    const { samples, samplesOut } = this;
    const isFirst = hasMatrix && isMatrixFirst(coils, coilsOut, samples, samplesOut);
    const mixes = isFirst ? "before" : hasMatrix ? "after" : undefined;
    const transformed = isFirst ? coilsOut : coils;
    const spacingIn = isFirst ? lineSpacing(samples) : samples;
    const spacingOut = mixes === "after" ? lineSpacing(samplesOut) : samplesOut;
    const mixedSamples = 2 * Math.ceil((isFirst ? samples : samplesOut) / 2); // The kernel takes two at a time.
    const lengths = [
      2 * spacingIn * coils,
      2 * spacingOut * transformed,
      hasMatrix ? 2 * mixedSamples * coilsOut : 0,
      hasMatrix ? 2 * coils * coilsOut : 0,
    ] as const;
    this.#layout = { coils, coilsOut, transformed, mixes, spacingIn, spacingOut, mixedSamples, lengths };
    return this.#layout;
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

/** Lines of so many samples, `spacing` samples from one to the next. */
function linesOf(
  data: Float32Array,
  samples: number,
  spacing: number,
  center: number = Math.floor(samples / 2),
): LineLayout {
  return { data, samples, center, sampleStep: 1, lineStep: spacing };
}

/** Applies a coil transform to lines on the heap. */
function mix(
  matrix: Float32Array,
  source: Float32Array,
  spacing: number,
  mixed: Float32Array,
  { coils, coilsOut, mixedSamples }: Layout,
): void {
  const [from, to] = [source.byteOffset, mixed.byteOffset];
  kernels.transformSpacedCoils(matrix.byteOffset, from, 8 * spacing, to, coils, coilsOut, mixedSamples);
}
