import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { type GridSize, Interpolation } from "./interpolation.ts";
import { KaiserBessel } from "./kaiser-bessel.ts";

/** Relative errors of about 3e-4, 6e-6 and, but for rounding, 7e-7. */
export const accuracies = {
  fast: { width: 5, oversampling: 1.5 },
  default: { width: 6, oversampling: 2 },
  exact: { width: 7, oversampling: 2 },
} as const;
export type Accuracy = keyof typeof accuracies;

/** Sizes of an image. */
export interface ImageSize extends GridSize {
  readonly z?: number;
}

/**
 * A non-uniform Fourier transform in two dimensions, for one trajectory: with samples s and images ρ of pixels
 * r = −floor(n / 2), …,
 *
 * - forward: s_j = Σ_r ρ(r) e^{−2πi k_j·r}
 * - adjoint: ρ(r) = Σ_j s_j e^{+2πi k_j·r}
 *
 * Both use the same weights, so that they are adjoints of each other to rounding, whatever the accuracy.
 */
export class NufftPlan {
  readonly size: ImageSize;
  readonly samples: number;
  readonly #grid: ImageSize;
  readonly #interpolation: Interpolation;
  /** 1 / φ̂ along x and y. */
  readonly #deapodization: { readonly x: Float32Array; readonly y: Float32Array };

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel, of which the first two dimensions count
   * @throws NumericsError `bad-length`, `shape-mismatch`, `bad-argument` for coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, size: ImageSize, accuracy: Accuracy = "default") {
    requireCount("the dimensions of a trajectory", dimensions, 2);
    requireCount("the pixels along x", size.x, 1);
    requireCount("the pixels along y", size.y, 1);
    const { width, oversampling } = accuracies[accuracy];
    this.size = size;
    this.samples = trajectory.length / dimensions;
    requireCount("the samples of a trajectory", this.samples, 0);
    this.#grid = { x: smoothSize(oversampling * size.x, width), y: smoothSize(oversampling * size.y, width) };
    const kernel = new KaiserBessel(width, oversampling);
    this.#interpolation = new Interpolation(trajectory, dimensions, this.#grid, kernel);
    const deapodization = (pixels: number, cells: number) =>
      Float32Array.from({ length: pixels }, (_, i) => 1 / kernel.transformAt((i - Math.floor(pixels / 2)) / cells));
    this.#deapodization = { x: deapodization(size.x, this.#grid.x), y: deapodization(size.y, this.#grid.y) };
  }

  /**
   * The adjoint transform.
   * @param data `[coils][samples]` complex, interleaved
   * @param density weight of each sample; 1 if omitted
   * @param images receives `[coils][y][x]` complex
   * @returns `images`
   * @throws NumericsError `bad-length`
   */
  adjoint<Out extends Float32Array>(data: Float32Array, density: Float32Array | undefined, images: Out): Out {
    const coils = this.#coilsOf(data, images);
    if (density !== undefined) requireLength("the density weights", density, this.samples);
    const grid = new Float32Array(2 * this.#grid.x * this.#grid.y);
    for (let coil = 0; coil < coils; coil += 1) {
      grid.fill(0);
      this.#interpolation.spread(data.subarray(2 * coil * this.samples, 2 * (coil + 1) * this.samples), density, grid);
      this.#transform(grid, "inverse");
      this.#crop(grid, images.subarray(2 * coil * this.#pixels, 2 * (coil + 1) * this.#pixels));
    }
    return images;
  }

  /**
   * The forward transform.
   * @param images `[coils][y][x]` complex, interleaved
   * @param data receives `[coils][samples]` complex
   * @returns `data`
   * @throws NumericsError `bad-length`
   */
  forward<Out extends Float32Array>(images: Float32Array, data: Out): Out {
    const coils = this.#coilsOf(data, images);
    const grid = new Float32Array(2 * this.#grid.x * this.#grid.y);
    for (let coil = 0; coil < coils; coil += 1) {
      grid.fill(0);
      this.#pad(images.subarray(2 * coil * this.#pixels, 2 * (coil + 1) * this.#pixels), grid);
      this.#transform(grid, "forward");
      this.#interpolation.interpolate(grid, data.subarray(2 * coil * this.samples, 2 * (coil + 1) * this.samples));
    }
    return data;
  }

  /**
   * What the density of samples is at each of them, if samples have weights: Σ_j w_j ψ(k_i − k_j), with the kernel
   * convolved with itself as ψ. Its inverse is the area of a sample.
   * @returns in samples per cell² of the image's k-space, i.e. per (1 / field of view)²
   */
  densityAt(weights: Float32Array): Float64Array {
    const grid = new Float32Array(2 * this.#grid.x * this.#grid.y);
    const data = new Float32Array(2 * this.samples);
    for (let j = 0; j < this.samples; j += 1) data[2 * j] = weights[j]!;
    this.#interpolation.spread(data, undefined, grid);
    this.#interpolation.interpolate(grid, data);
    // The kernel's integral along an axis is the deapodization at the image's centre.
    const { x, y } = this.#deapodization;
    const integral = (x[Math.floor(this.size.x / 2)]! * y[Math.floor(this.size.y / 2)]!) ** 2;
    const cells = (this.#grid.x / this.size.x) * (this.#grid.y / this.size.y);
    return Float64Array.from({ length: this.samples }, (_, j) => data[2 * j]! * integral * cells);
  }

  get #pixels(): number {
    return this.size.x * this.size.y;
  }

  #coilsOf(data: Float32Array, images: Float32Array): number {
    const coils = images.length / (2 * this.#pixels);
    requireCount("the number of images", coils, 0);
    requireLength(`${counted(this.samples, "sample")} of ${counted(coils, "coil")}`, data, 2 * coils * this.samples);
    return coils;
  }

  /** A sum without a factor, in place. */
  #transform(grid: Float32Array, direction: "forward" | "inverse"): void {
    const shape = [this.#grid.x, this.#grid.y];
    transformAxis(grid, shape, 0, direction);
    transformAxis(grid, shape, 1, direction);
  }

  /** The image in the middle of the transformed grid. */
  #crop(grid: Float32Array, image: Float32Array): void {
    this.#eachPixel((at, from, factor) => {
      image[at] = factor * grid[from]!;
      image[at + 1] = factor * grid[from + 1]!;
    });
  }

  #pad(image: Float32Array, grid: Float32Array): void {
    this.#eachPixel((at, to, factor) => {
      grid[to] = factor * image[at]!;
      grid[to + 1] = factor * image[at + 1]!;
    });
  }

  #eachPixel(use: (inImage: number, inGrid: number, factor: number) => void): void {
    const { x, y } = this.size;
    const { x: columns, y: rows } = this.#grid;
    const firstX = Math.floor(columns / 2) - Math.floor(x / 2);
    const firstY = Math.floor(rows / 2) - Math.floor(y / 2);
    const scale = Math.sqrt(columns * rows); // Transforms of the grid are unitary.
    for (let row = 0; row < y; row += 1) {
      const factor = scale * this.#deapodization.y[row]!;
      for (let column = 0; column < x; column += 1) {
        const inGrid = (row + firstY) * columns + column + firstX;
        use(2 * (row * x + column), 2 * inGrid, factor * this.#deapodization.x[column]!);
      }
    }
  }
}

/** The next even size without prime factors above 5 that also holds the kernel. */
function smoothSize(least: number, width: number): number {
  for (let size = 2 * Math.ceil(Math.max(least, 2 * width) / 2); ; size += 2) {
    let rest = size;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return size;
  }
}
