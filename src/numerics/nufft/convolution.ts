import { type SmoothTransform, smoothTransform } from "../fft/index.ts";
import { kernels } from "../kernels/heap.ts";
import { CELL, CELL_BYTES, describeLines, type PackedLines, rowPitch } from "./packed.ts";
import { product, smoothSize } from "./sizes.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

interface Axis {
  readonly pixels: number;
  /** Half of the transform's length, at least `pixels`. */
  readonly half: number;
  readonly transform: SmoothTransform;
  /** e^{−πij/half}. */
  readonly ramp: Float32Array;
  /** Pixels of the axes after this one. */
  readonly lines: number;
}

/**
 * Convolutions of packed images with a point spread function of twice the size, by its spectrum. The frequencies of
 * each axis are separated into even and odd ones, which are transforms of the image itself and of its product with a
 * ramp: the zeros that pad an image to twice its size are neither stored nor transformed. Along the last axis, a line
 * is transformed, multiplied and transformed back before the next one.
 */
export class PackedConvolution {
  readonly #axes: readonly Axis[];
  /** Floats of scratch memory that {@link apply} needs. */
  readonly scratchLength: number;

  /** @param shape pixels along each axis, fastest first; at least two axes */
  constructor(shape: readonly number[]) {
    this.#axes = shape.map((pixels, i) => {
      const half = smoothSize(pixels, 1);
      const ramp = Float32Array.from({ length: 2 * pixels }, (_, at) => {
        const angle = (-Math.PI * (at >> 1)) / half;
        return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      });
      return { pixels, half, transform: smoothTransform(half), ramp, lines: product(shape.slice(i + 1)) };
    });
    const spectra = this.#axes.slice(0, -1).reduce((sum, axis) => sum + spectraLength(axis), 0);
    this.scratchLength = this.#axes.reduce((sum, { ramp }) => sum + aligned(ramp.length), spectra) + CELL * last(shape);
  }

  /** Lengths of the transforms along each axis, fastest first. */
  get lengths(): readonly number[] {
    return this.#axes.map(({ half }) => 2 * half);
  }

  /**
   * Index of a frequency in the spectrum, `[x even, odd][x][y even, odd][y]…`.
   * @param frequency along each axis, from 0 to its length
   */
  spectrumIndex(frequency: readonly number[]): number {
    return this.#axes.reduce((index, { half }, axis) => {
      const k = frequency[axis]!;
      return (2 * index + (k % 2)) * half + Math.floor(k / 2);
    }, 0);
  }

  /**
   * @param packed image on the heap, `[z][y][x][re, im][4]`, in place
   * @param spectrum on the heap, real, in the order of {@link spectrumIndex}
   * @param scratch on the heap
   */
  apply(packed: Float32Array, spectrum: Float32Array, scratch: Float32Array): void {
    let at = scratch.byteOffset;
    const reserve = (length: number) => {
      const start = at;
      at += FLOAT * length;
      return start;
    };
    const ramps = this.#axes.map(({ ramp }) => {
      const start = reserve(aligned(ramp.length));
      scratch.set(ramp, (start - scratch.byteOffset) / FLOAT);
      return start;
    });
    const spectra = this.#axes.slice(0, -1).map((axis) => reserve(spectraLength(axis)));
    const sums = reserve(CELL * last(this.#axes).pixels);
    this.#convolve(0, packed.byteOffset, CELL_BYTES, spectrum.byteOffset, { ramps, spectra, sums });
  }

  /** Convolves along an axis and those after it. @param step from pixel to pixel along the axis, in bytes */
  #convolve(index: number, at: number, step: number, spectrum: number, memory: Memory): void {
    const { pixels, half, transform, lines } = this.#axes[index]!;
    const pitch = rowPitch(half) * CELL_BYTES;
    const image: PackedLines = { at, samples: pixels, step, lineStep: step * pixels };
    const spectra: PackedLines = { at: memory.spectra[index]!, samples: half, step: CELL_BYTES, lineStep: pitch };
    const [ramp, odd] = [memory.ramps[index]!, pitch * lines];
    kernels.toHalfSpectra(transform.plan, ramp, describeLines(image, 0), describeLines(spectra, 1), odd, lines);
    const rest = product(this.lengths.slice(index + 1));
    for (const parity of [0, 1]) {
      const [start, values] = [spectra.at + parity * odd, spectrum + FLOAT * parity * half * rest];
      if (index === this.#axes.length - 2) this.#filter(start, pitch, half, values, memory);
      else {
        for (let k = 0; k < half; k += 1) {
          this.#convolve(index + 1, start + CELL_BYTES * k, pitch, values + FLOAT * k * rest, memory);
        }
      }
    }
    kernels.fromHalfSpectra(transform.plan, ramp, describeLines(spectra, 0), odd, describeLines(image, 1), lines);
  }

  /** Convolves lines along the last axis. */
  #filter(at: number, step: number, count: number, spectrum: number, { ramps, sums }: Memory): void {
    const { pixels, transform } = last(this.#axes);
    const lines = describeLines({ at, samples: pixels, step, lineStep: CELL_BYTES }, 0);
    kernels.filterLines(transform.plan, last(ramps), lines, spectrum, sums, count);
  }
}

/** Pointers to scratch memory, for each axis. */
interface Memory {
  readonly ramps: readonly number[];
  readonly spectra: readonly number[];
  readonly sums: number;
}

/** Floats of the even and odd frequencies along an axis. */
function spectraLength({ half, lines }: Axis): number {
  return 2 * CELL * rowPitch(half) * lines;
}

function aligned(length: number): number {
  return LANE_FLOATS * Math.ceil(length / LANE_FLOATS);
}

const LANE_FLOATS = 4;

function last<T>(values: readonly T[]): T {
  return values[values.length - 1]!;
}
