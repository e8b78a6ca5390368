import { kernels } from "../kernels/heap.ts";
import type { PackedGrid } from "./grid.ts";
import type { KaiserBessel } from "./kaiser-bessel.ts";
import { CELL } from "./packed.ts";
import { packSamples, unpackSamples } from "./packed-samples.ts";
import { type CellRange, SamplePlaces, type Slab } from "./places.ts";
import { tapPolynomials } from "./tap-polynomials.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Samples that are on the heap at a time. */
const CHUNK = 4096;
/** Floats of the record of `Gridding` in gridding.assembly.ts, rounded up. */
const RECORD = 12;
/** Floats of the taps of three axes. */
const TAPS = 24;

/**
 * Interpolation between a packed grid and the samples of a trajectory, by a kernel. Both directions have the same
 * weights, so that they are adjoints of each other.
 */
export class Interpolation {
  readonly #grid: PackedGrid;
  readonly #width: number;
  readonly #polynomials: Float32Array;
  readonly #places: SamplePlaces;

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel
   * @throws NumericsError `bad-argument` for coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, grid: PackedGrid, kernel: KaiserBessel) {
    this.#grid = grid;
    this.#width = kernel.width;
    this.#polynomials = tapPolynomials(kernel);
    const cells = grid.axes.map((axis) => axis.cells);
    this.#places = new SamplePlaces(trajectory, dimensions, cells, kernel.width);
  }

  /** Rows of the grid that samples reach. */
  get rows(): readonly CellRange[] {
    return this.#places.rows;
  }

  /** Slabs in the order in which their samples are processed. */
  get slabs(): readonly Slab[] {
    return this.#places.slabs;
  }

  /** Floats of scratch memory on the heap that both directions need. */
  get scratchLength(): number {
    return RECORD + TAPS + this.#polynomials.length + CHUNK * (CELL + 2 * this.#grid.axes.length);
  }

  /**
   * Adds each sample of a slab times the kernel to the grid.
   * @param data `[coils][samples]` complex, of at most four coils
   * @param density weight of each sample; 1 if omitted
   * @param planes pointers to the planes of the grid
   */
  spread(
    slab: Slab,
    data: Float32Array,
    density: Float32Array | undefined,
    planes: Uint32Array,
    scratch: Float32Array,
  ): void {
    const { count } = this.#places;
    this.#forEachChunk(slab, planes, scratch, (record, places, samples, order) => {
      packSamples(data, count, order, density, samples);
      kernels.spreadSamples(record, places, samples.byteOffset, order.length);
    });
  }

  /**
   * Reads each sample of a slab from the grid, by the kernel.
   * @param data receives `[coils][samples]` complex, of at most four coils
   */
  interpolate(slab: Slab, planes: Uint32Array, data: Float32Array, scratch: Float32Array): void {
    const { count } = this.#places;
    this.#forEachChunk(slab, planes, scratch, (record, places, samples, order) => {
      kernels.interpolateSamples(record, places, samples.byteOffset, order.length);
      unpackSamples(samples, count, order, data);
    });
  }

  /** Copies the places of some samples to the heap at a time. */
  #forEachChunk(
    { start, end }: Slab,
    planes: Uint32Array,
    scratch: Float32Array,
    use: (record: number, places: number, samples: Float32Array, order: Uint32Array) => void,
  ): void {
    const { records, order } = this.#places;
    const each = 2 * this.#grid.axes.length;
    const places = RECORD + TAPS + this.#polynomials.length;
    const samples = scratch.subarray(places + each * CHUNK);
    this.#describe(planes, scratch);
    for (let first = start; first < end; first += CHUNK) {
      const chunk = order.subarray(first, Math.min(end, first + CHUNK));
      scratch.set(records.subarray(each * first, each * (first + chunk.length)), places);
      use(scratch.byteOffset, scratch.byteOffset + FLOAT * places, samples, chunk);
    }
  }

  /** Writes the record of the kernels, and the polynomials. */
  #describe(planes: Uint32Array, scratch: Float32Array): void {
    const { axes, rowStep } = this.#grid;
    const [x, y, z] = axes.map((axis) => axis.cells) as [number, number, number?];
    const taps = scratch.byteOffset + FLOAT * RECORD;
    const polynomials = taps + FLOAT * TAPS;
    const terms = this.#polynomials.length / CELL;
    scratch.set(this.#polynomials, RECORD + TAPS);
    const record = [planes.byteOffset, this.#width, polynomials, terms, taps, axes.length, x, y, z ?? 1, rowStep];
    new Uint32Array(scratch.buffer, scratch.byteOffset, RECORD).set(record);
  }
}
