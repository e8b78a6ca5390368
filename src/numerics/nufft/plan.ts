import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { withScratch } from "../kernels/heap.ts";
import { type Accuracy, kernelShape } from "./accuracy.ts";
import { PackedGrid } from "./grid.ts";
import { ImageRows } from "./image-rows.ts";
import { Interpolation } from "./interpolation.ts";
import { KaiserBessel } from "./kaiser-bessel.ts";
import { coilGroups } from "./packed.ts";
import { axesOf, type ImageSize, product, smoothSize } from "./sizes.ts";

/**
 * A non-uniform Fourier transform in two or three dimensions, for one trajectory: with samples s and images ρ of pixels
 * r = −floor(n / 2), …,
 *
 * - forward (type 2): s_j = Σ_r ρ(r) e^{−2πi k_j·r}
 * - adjoint (type 1): ρ(r) = Σ_j s_j e^{+2πi k_j·r}
 *
 * Both use the same weights, so that they are adjoints of each other to rounding, whatever the accuracy. A plan has 8
 * bytes per sample and axis, and 4 per sample. A transform uses a grid of four coils at a time, of 32 bytes per cell.
 */
export class NufftPlan {
  readonly size: ImageSize;
  readonly samples: number;
  readonly #grid: PackedGrid;
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
    this.#forEachGroup(data, images, coils, (samples, group, grid, scratch) => {
      grid.fill(0);
      this.#interpolation.spread(samples, density, grid, scratch);
      this.#grid.toImage(grid.byteOffset, this.#interpolation.reached);
      this.#rows.unpack(grid.byteOffset, group, scratch);
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
    this.#forEachGroup(data, images, coils, (samples, group, grid, scratch) => {
      this.#rows.pack(group, grid.byteOffset, scratch);
      this.#grid.toKSpace(grid.byteOffset, this.#interpolation.reached);
      this.#interpolation.interpolate(grid, samples, scratch);
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
    this.#withGrid((grid, scratch) => {
      grid.fill(0);
      this.#interpolation.spread(data, undefined, grid, scratch);
      this.#interpolation.interpolate(grid, data, scratch);
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
    use: (samples: Float32Array, images: Float32Array, grid: Float32Array, scratch: Float32Array) => void,
  ): void {
    const [samples, pixels] = [2 * this.samples, 2 * this.#grid.pixels];
    this.#withGrid((grid, scratch) => {
      for (const { first, count } of coilGroups(coils)) {
        const [start, end] = [first, first + count];
        use(
          data.subarray(start * samples, end * samples),
          images.subarray(start * pixels, end * pixels),
          grid,
          scratch,
        );
      }
    });
  }

  #withGrid(use: (grid: Float32Array, scratch: Float32Array) => void): void {
    const scratchLength = Math.max(this.#interpolation.scratchLength, this.#rows.scratchLength);
    withScratch([this.#grid.length, scratchLength], use);
  }
}
