import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import type { Accuracy } from "./accuracy.ts";
import { PackedConvolution } from "./convolution.ts";
import { CELL, coilGroups, LANES } from "./packed.ts";
import { NufftPlan } from "./plan.ts";
import { pointSpreadSpectrum } from "./point-spread.ts";
import { axesOf, type ImageSize, product } from "./sizes.ts";

/**
 * The normal operator Eᴴ W E of a non-uniform Fourier transform E, for one trajectory: forward transform, multiplication
 * with density weights, and adjoint transform, as one convolution with the point spread function. It is exactly
 * Hermitian, and differs from the pair of transforms by the error of the plan that computes the point spread function.
 *
 * Source: J. A. Fessler et al., IEEE Trans Signal Process 53:3393 (2005).
 */
export class ToeplitzOperator {
  readonly size: ImageSize;
  readonly #pixels: number;
  readonly #convolution: PackedConvolution;
  readonly #spectrum: Float32Array;

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel, of which as many count as the images have dimensions
   * @param density weight of each sample; 1 if omitted
   * @throws NumericsError as {@link NufftPlan}
   */
  constructor(
    trajectory: Float32Array,
    dimensions: number,
    size: ImageSize,
    density?: Float32Array,
    accuracy: Accuracy = "exact",
  ) {
    const plan = new NufftPlan(trajectory, dimensions, size, accuracy);
    const weights = density ?? new Float32Array(plan.samples).fill(1);
    requireLength("the density weights", weights, plan.samples);
    const axes = axesOf(size);
    this.size = size;
    this.#pixels = product(axes);
    this.#convolution = new PackedConvolution(axes);
    const { lengths } = this.#convolution;
    const centred = pointSpreadSpectrum(plan, trajectory, dimensions, weights, axes, lengths);
    this.#spectrum = this.#convolution.arrange(centred);
  }

  /**
   * Eᴴ W E of each coil's image.
   * @param images `[coils][z][y][x]` complex, interleaved
   * @param out receives the same; may be `images`
   * @returns `out`
   * @throws NumericsError `bad-length`, `shape-mismatch`
   */
  apply<Out extends Float32Array>(images: Float32Array, out: Out): Out {
    const length = 2 * this.#pixels;
    const coils = images.length / length;
    requireCount("the number of images", coils, 0);
    requireLength(counted(coils, "image"), out, images.length);
    withScratch([LANES * length, ...this.#lengths], (planes, packed, spectrum, scratch) => {
      spectrum.set(this.#spectrum);
      for (const { first, count } of coilGroups(coils)) {
        planes.set(images.subarray(length * first, length * (first + count)));
        kernels.packCoils(planes.byteOffset, count, packed.byteOffset, this.#pixels);
        this.#convolution.apply(packed, spectrum, scratch);
        kernels.unpackCoils(packed.byteOffset, planes.byteOffset, count, this.#pixels, 1);
        out.set(planes.subarray(0, length * count), length * first);
      }
    });
    return out;
  }

  /**
   * Σ_c conj(S_c) Eᴴ W E S_c of one image, for coil maps S.
   * @param image `[z][y][x]` complex, interleaved
   * @param maps `[coils][z][y][x]` complex
   * @param out receives `[z][y][x]` complex; may be `image`
   * @returns `out`
   * @throws NumericsError `bad-length`, `shape-mismatch`
   */
  applySense<Out extends Float32Array>(image: Float32Array, maps: Float32Array, out: Out): Out {
    const length = 2 * this.#pixels;
    const coils = maps.length / length;
    requireCount("the number of coil maps", coils, 0);
    requireLength("the image", image, length);
    requireLength("the result", out, length);
    const lengths = [length, length, LANES * length, LANES * length, ...this.#lengths] as const;
    withScratch(lengths, (input, sums, planes, packedMaps, packed, spectrum, scratch) => {
      spectrum.set(this.#spectrum);
      input.set(image);
      sums.fill(0);
      for (const { first, count } of coilGroups(coils)) {
        planes.fill(0, length * count);
        planes.set(maps.subarray(length * first, length * (first + count)));
        kernels.packCoils(planes.byteOffset, LANES, packedMaps.byteOffset, this.#pixels);
        kernels.multiplyMaps(input.byteOffset, packedMaps.byteOffset, packed.byteOffset, this.#pixels);
        this.#convolution.apply(packed, spectrum, scratch);
        kernels.combineMaps(packed.byteOffset, packedMaps.byteOffset, sums.byteOffset, this.#pixels);
      }
      out.set(sums);
    });
    return out;
  }

  /** Floats of a packed image, the spectrum and scratch memory. */
  get #lengths(): readonly [number, number, number] {
    return [CELL * this.#pixels, this.#spectrum.length, this.#convolution.scratchLength];
  }
}
