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
  /** Pixels and frequencies of the axes after this one. */
  readonly lines: number;
  readonly spectrumLines: number;
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
    const halves = shape.map((pixels) => smoothSize(pixels, 1));
    this.#axes = shape.map((pixels, i) => {
      const half = halves[i]!;
      const ramp = Float32Array.from({ length: 2 * pixels }, (_, at) => {
        const angle = (-Math.PI * (at >> 1)) / half;
        return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      });
      const [lines, spectrumLines] = [shape, halves.map((each) => 2 * each)].map((all) => product(all.slice(i + 1)));
      return { pixels, half, transform: smoothTransform(half), ramp, lines: lines!, spectrumLines: spectrumLines! };
    });
    const spectra = this.#axes.slice(0, -1).reduce((sum, axis) => sum + spectraLength(axis), 0);
    this.scratchLength = this.#axes.reduce((sum, { ramp }) => sum + aligned(ramp.length), spectra) + CELL * last(shape);
  }

  /** Lengths of the transforms along each axis, fastest first. */
  get lengths(): readonly number[] {
    return this.#axes.map(({ half }) => 2 * half);
  }

  /**
   * A spectrum in the order in which {@link apply} reads it, `[x even, odd][x][y even, odd][y]…`.
   * @param centred `[z][y][x]` of {@link lengths}, with frequency 0 at the index length / 2
   */
  arrange(centred: Float32Array): Float32Array {
    const arranged = new Float32Array(centred.length);
    const [x, y, z = Uint32Array.of(0)] = this.#axes.map((axis) => arrangedOffsets(axis)) as Offsets;
    let from = 0;
    for (const atZ of z) {
      for (const atY of y) for (let i = 0; i < x.length; i += 1) arranged[atZ + atY + x[i]!] = centred[from++]!;
    }
    return arranged;
  }

  /**
   * @param packed image on the heap, `[z][y][x][re, im][4]`, in place
   * @param spectrum on the heap, see {@link arrange}
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
    const { pixels, half, transform, lines, spectrumLines: rest } = this.#axes[index]!;
    const pitch = rowPitch(half) * CELL_BYTES;
    const image: PackedLines = { at, samples: pixels, step, lineStep: step * pixels };
    const spectra: PackedLines = { at: memory.spectra[index]!, samples: half, step: CELL_BYTES, lineStep: pitch };
    const [ramp, odd] = [memory.ramps[index]!, pitch * lines];
    kernels.toHalfSpectra(transform.plan, ramp, describeLines(image, 0), describeLines(spectra, 1), odd, lines);
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

type Offsets = [Uint32Array, Uint32Array, Uint32Array?];

/** Where the frequencies of an axis are in an arranged spectrum, from −half on. */
function arrangedOffsets({ half, spectrumLines }: Axis): Uint32Array {
  return Uint32Array.from({ length: 2 * half }, (_, i) => {
    const frequency = (i + half) % (2 * half);
    return ((frequency % 2) * half + (frequency >> 1)) * spectrumLines;
  });
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
