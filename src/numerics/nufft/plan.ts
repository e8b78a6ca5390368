import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { heapArray, withScratch } from "../kernels/heap.ts";
import { type Accuracy, kernelShape } from "./accuracy.ts";
import { PackedGrid } from "./grid.ts";
import { GridPlanes, type UsePlane } from "./grid-planes.ts";
import { ImageRows } from "./image-rows.ts";
import { Interpolation } from "./interpolation.ts";
import { KaiserBessel } from "./kaiser-bessel.ts";
import { coilGroups } from "./packed.ts";
import { axesOf, type ImageSize, product, smoothSize } from "./sizes.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/**
 * A non-uniform Fourier transform in two or three dimensions, for one trajectory: with samples s and images ρ of pixels
 * r = −floor(n / 2), …,
 *
 * - forward (type 2): s_j = Σ_r ρ(r) e^{−2πi k_j·r}
 * - adjoint (type 1): ρ(r) = Σ_j s_j e^{+2πi k_j·r}
 *
 * Both use the same weights, so that they are adjoints of each other to rounding, whatever the accuracy. A plan has 8
 * bytes per sample and axis, and 4 per sample. A transform of a volume has only some planes of the grid in memory.
 */
export class NufftPlan {
  readonly size: ImageSize;
  readonly samples: number;
  readonly #grid: PackedGrid;
  readonly #width: number;
  readonly #interpolation: Interpolation;
  readonly #rows: ImageRows;
  /** 1 / φ̂ along each axis. */
  readonly #deapodization: readonly Float32Array[];

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel, of which as many count as the images have dimensions
   * @throws NumericsError `bad-length`, `shape-mismatch`, `bad-argument` for a tolerance outside of its range and
   * coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, size: ImageSize, accuracy: Accuracy = "default") {
    const axes = axesOf(size);
    requireCount("the dimensions of a trajectory", dimensions, axes.length);
    const shape = kernelShape(accuracy);
    this.size = size;
    this.#width = shape.width;
    this.samples = trajectory.length / dimensions;
    requireCount("the samples of a trajectory", this.samples, 0);
    this.#grid = new PackedGrid(
      axes.map((pixels) => {
        const cells = smoothSize(Math.max(shape.oversampling * pixels, 2 * shape.width), 2);
        return { pixels, cells };
      }),
    );
    const kernel = new KaiserBessel(shape);
    this.#interpolation = new Interpolation(trajectory, dimensions, this.#grid, kernel);
    this.#deapodization = this.#grid.axes.map(({ pixels, cells }) =>
      Float32Array.from({ length: pixels }, (_, i) => 1 / kernel.transformAt((i - Math.floor(pixels / 2)) / cells)),
    );
    this.#rows = new ImageRows(this.#grid, this.#deapodization);
  }

  /**
   * The adjoint transform.
   * @param data `[coils][samples]` complex, interleaved
   * @param density weight of each sample; 1 if omitted
   * @param images receives `[coils][z][y][x]` complex
   * @returns `images`
   * @throws NumericsError `bad-length`, `shape-mismatch`
   */
  adjoint<Out extends Float32Array>(data: Float32Array, density: Float32Array | undefined, images: Out): Out {
    const coils = this.#coilsOf(data, images);
    if (density !== undefined) requireLength("the density weights", density, this.samples);
    this.#forEachGroup(data, images, coils, (samples, group, memory) => {
      const volume = memory.volume.byteOffset;
      memory.volume.fill(0);
      const end = (plane: number, at: number) => {
        const target = volume + plane * this.#grid.volumePlaneStep;
        this.#grid.planeToVolume(at, target, this.#interpolation.rows);
      };
      this.#spread(samples, density, memory, end);
      memory.planes.finish(end);
      this.#grid.transformPlanes(volume, "inverse");
      this.#rows.unpack(volume, group, memory.scratch);
    });
    return images;
  }

  /**
   * The forward transform.
   * @param images `[coils][z][y][x]` complex, interleaved
   * @param data receives `[coils][samples]` complex
   * @returns `data`
   * @throws NumericsError `bad-length`, `shape-mismatch`
   */
  forward<Out extends Float32Array>(images: Float32Array, data: Out): Out {
    const coils = this.#coilsOf(data, images);
    this.#forEachGroup(data, images, coils, (samples, group, memory) => {
      const volume = memory.volume.byteOffset;
      this.#rows.pack(group, volume, memory.scratch);
      this.#grid.transformPlanes(volume, "forward");
      const begin = (plane: number, at: number) => {
        const source = volume + plane * this.#grid.volumePlaneStep;
        this.#grid.planeToGrid(source, at, this.#interpolation.rows);
      };
      this.#interpolate(samples, memory, begin);
      memory.planes.finish(ignore);
    });
    return data;
  }

  /**
   * What the density of samples is at each of them, if samples have weights: Σ_j w_j ψ(k_i − k_j), with the kernel
   * convolved with itself as ψ. Its inverse is the area of a sample.
   * @returns in samples per cell of the image's k-space, i.e. per (1 / field of view)² or ³
   */
  densityAt(weights: Float32Array): Float64Array {
    const data = new Float32Array(2 * this.samples);
    for (let j = 0; j < this.samples; j += 1) data[2 * j] = weights[j]!;
    const planes = this.#planeCount;
    this.#withMemory(planes, planes, (memory) => {
      this.#spread(data, undefined, memory, ignore);
      this.#interpolate(data, memory, ignore);
    });
    // The kernel's integral along an axis is the deapodization at the image's centre.
    const centre = this.#deapodization.map((factors) => factors[Math.floor(factors.length / 2)]!);
    const factor = product(this.#grid.axes.map(({ pixels, cells }, axis) => (centre[axis]! ** 2 * cells) / pixels));
    const density = new Float64Array(this.samples);
    for (let j = 0; j < this.samples; j += 1) density[j] = factor * data[2 * j]!;
    return density;
  }

  #coilsOf(data: Float32Array, images: Float32Array): number {
    const coils = images.length / (2 * this.#grid.pixels);
    requireCount("the number of images", coils, 0);
    requireLength(`${counted(this.samples, "sample")} of ${counted(coils, "coil")}`, data, 2 * coils * this.samples);
    return coils;
  }

  /** Calls a function with the samples and images of up to four coils at a time, and memory on the heap. */
  #forEachGroup(
    data: Float32Array,
    images: Float32Array,
    coils: number,
    use: (samples: Float32Array, images: Float32Array, memory: GridMemory) => void,
  ): void {
    const [samples, pixels] = [2 * this.samples, 2 * this.#grid.pixels];
    const kept = this.#width - 1;
    this.#withMemory(GridPlanes.count(this.#planeCount, this.#width, kept), kept, (memory) => {
      for (const { first, count } of coilGroups(coils)) {
        const [start, end] = [first, first + count];
        use(data.subarray(start * samples, end * samples), images.subarray(start * pixels, end * pixels), memory);
      }
    });
  }

  /** Adds samples to the planes of the grid. @param end is called with planes that are complete */
  #spread(data: Float32Array, density: Float32Array | undefined, memory: GridMemory, end: UsePlane): void {
    const clear = (_: number, at: number) => heapArray(at, this.#grid.planeBytes / FLOAT).fill(0);
    for (const slab of this.#interpolation.slabs) {
      memory.planes.advance(slab, clear, end);
      this.#interpolation.spread(slab, data, density, memory.table, memory.scratch);
    }
  }

  /** Reads samples from the planes of the grid. @param begin is called with planes that are needed */
  #interpolate(data: Float32Array, memory: GridMemory, begin: UsePlane): void {
    for (const slab of this.#interpolation.slabs) {
      memory.planes.advance(slab, begin, ignore);
      this.#interpolation.interpolate(slab, memory.table, data, memory.scratch);
    }
  }

  get #planeCount(): number {
    return this.#grid.axes[2]?.cells ?? 1;
  }

  /** @param count of planes in memory @param kept see {@link GridPlanes} */
  #withMemory(count: number, kept: number, use: (memory: GridMemory) => void): void {
    const scratchLength = Math.max(this.#interpolation.scratchLength, this.#rows.scratchLength);
    const lengths = [(count * this.#grid.planeBytes) / FLOAT, this.#grid.volumeBytes / FLOAT] as const;
    withScratch([...lengths, this.#planeCount, scratchLength], (cells, volume, pointers, scratch) => {
      const table = new Uint32Array(pointers.buffer, pointers.byteOffset, pointers.length);
      use({ planes: new GridPlanes(this.#grid, cells, table, this.#width, kept), table, volume, scratch });
    });
  }
}

/** Memory on the heap during a transform. */
interface GridMemory {
  readonly planes: GridPlanes;
  /** Pointers to the planes. */
  readonly table: Uint32Array;
  readonly volume: Float32Array;
  readonly scratch: Float32Array;
}

const ignore: UsePlane = () => undefined;
