import { defineTask } from "../../pool/index.ts";
import { requireLength } from "../errors.ts";
import { addCoilProducts } from "../linalg/index.ts";
import { applyMapFactors, seenByReference, toMapFactors } from "./alignment.ts";
import { blockImages, centralBlock, type KSpaceBlock } from "./calibration.ts";
import { estimateCoilMaps } from "./coil-maps.ts";
import { dominantEigenvector } from "./dominant-eigenvector.ts";
import { type EspiritOptions, espiritMaps, espiritSeconds } from "./espirit.ts";
import { inatiSeconds } from "./inati.ts";
import { walshSeconds } from "./walsh.ts";

/** How coil maps are computed from calibration lines. */
export interface CalibrationMapOptions extends EspiritOptions {
  /**
   * `espirit`; `inati` or `walsh` of images of low resolution; `direct`: these images divided by their root sum of
   * squares.
   */
  readonly method: "espirit" | "inati" | "walsh" | "direct";
  /** Window of `inati` and `walsh` in pixels, and their iterations. */
  readonly window: number;
  readonly iterations: number;
}

/** Parameters of {@link calibrationMapsTask}. */
export interface CalibrationMapWork extends CalibrationMapOptions {
  /** Pixels of the maps along x, y, z. */
  readonly size: readonly [number, number, number];
  readonly coils: number;
  /** Of each calibration block, one after another. */
  readonly blocks: readonly Pick<KSpaceBlock, "size" | "center">[];
}

/**
 * Coil maps from calibration lines: uᴴ c of each map c is real and positive, with u the first principal coil of the
 * calibration, so that the phase has no singularities where one coil receives nothing.
 * @param maps receives `[coils][z][y][x]` complex, with unit norm over the coils, or 0 where there is no signal
 * @throws NumericsError `too-few-samples`, `shape-mismatch`
 */
export function calibrationMaps(
  block: KSpaceBlock,
  size: readonly [number, number, number],
  options: CalibrationMapOptions,
  maps: Float32Array,
): void {
  const { coils } = block;
  const { method, window: kernel, iterations, width } = options;
  requireLength("the maps", maps, 2 * coils * size[0] * size[1] * size[2]);
  const reference = principalCoil(block);
  maps.fill(0);
  if (method === "espirit") espiritMaps(block, size, options, reference, maps);
  else if (method === "direct") directMaps(centralBlock(block, width), size, reference, maps);
  else {
    estimateCoilMaps(
      blockImages(block, size, "hann"),
      { size, coils },
      { method, kernel, iterations, reference, maps },
    );
  }
}

/** Images divided by their root sum of squares, as BART's `caldir`. */
function directMaps(
  block: KSpaceBlock,
  size: readonly [number, number, number],
  reference: Float64Array,
  maps: Float32Array,
): void {
  maps.set(blockImages(block, size, "kaiser"));
  const { seen, power } = seenByReference(maps, maps.length / block.coils, reference);
  toMapFactors(seen, power);
  applyMapFactors(maps, seen);
}

/** Measured on one core of 2.5 GHz: per pixel and coil, for images of low resolution and their phase. */
const SECONDS_PER_PIXEL = 5e-8;

/** Estimated time of all maps of {@link calibrationMapsTask}, on one core. */
export function calibrationMapSeconds({ blocks, ...work }: CalibrationMapWork): number {
  const { method, window, iterations, size, coils } = work;
  const images = size[0] * size[1] * size[2] * coils * SECONDS_PER_PIXEL;
  if (method === "espirit") return blocks.reduce((sum, block) => sum + espiritSeconds(block.size, work, work), 0);
  if (method === "inati") return blocks.length * (images + inatiSeconds(work, iterations));
  if (method === "walsh") return blocks.length * (images + walshSeconds(work, window, iterations));
  return blocks.length * images;
}

/** The maps of several calibration blocks, as a task of the worker pool: `[blocks][coils][z][y][x]`. */
export const calibrationMapsTask = defineTask(
  "calibration-maps",
  ({ size, coils, blocks, ...options }: CalibrationMapWork, data: Float32Array, maps) => {
    const length = 2 * coils * size[0] * size[1] * size[2];
    let from = 0;
    for (const [i, block] of blocks.entries()) {
      const end = from + 2 * coils * block.size[0] * block.size[1] * block.size[2];
      const own = { ...block, coils, data: data.subarray(from, end) };
      calibrationMaps(own, size, options, maps.subarray(i * length, (i + 1) * length));
      from = end;
    }
  },
);

/** Dominant eigenvector of Σ x xᴴ over the samples x of a block, `[coils]` complex. */
function principalCoil({ coils, data }: KSpaceBlock): Float64Array {
  const products = new Float64Array(2 * coils * coils);
  addCoilProducts(data, coils, { first: 0, count: data.length / (2 * coils) }, products);
  const matrix = new Float64Array(products.length);
  for (let i = 0; i < coils; i += 1) {
    for (let j = i; j < coils; j += 1) {
      const at = 2 * (i * coils + j);
      const [re, im] = [products[at]!, products[at + 1]!];
      matrix.set([re, -im], at);
      matrix.set([re, im], 2 * (j * coils + i));
    }
  }
  return dominantEigenvector(matrix, coils);
}
