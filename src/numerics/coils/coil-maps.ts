import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { inatiMaps } from "./inati.ts";
import { inatiPowerMaps } from "./inati-power.ts";
import { referenceCoil } from "./reference-coil.ts";
import { type CoilShape, type MapOptions, pixelsOf } from "./shape.ts";
import { walshMaps } from "./walsh.ts";

/** How to estimate maps, and memory for them. */
export interface CoilMapOptions extends MapOptions {
  /**
   * Coil that the phases refer to; images with the same reference are comparable in phase. Default: from
   * `referenceCoil`.
   */
  readonly reference?: Float64Array;
  /** Receives the maps, of the shape of the images. Default: a new array. */
  readonly maps?: Float32Array;
}

/**
 * Coil sensitivity maps, estimated from the coil images themselves.
 * @param images `[coils][z][y][x]` complex, interleaved; not changed
 * @returns the maps: Σ|c|² over the coils is 1, or 0 where the window has no signal
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function estimateCoilMaps(
  images: Float32Array,
  shape: CoilShape,
  {
    method,
    kernel,
    iterations,
    reference = referenceCoil(images, shape),
    maps = new Float32Array(images.length),
  }: CoilMapOptions,
): Float32Array {
  requireShape(shape);
  requireCount("the kernel", kernel, 1);
  requireCount("the number of iterations", iterations, 1);
  const length = 2 * shape.coils * pixelsOf(shape);
  requireLength(`images of ${counted(shape.coils, "coil")} and ${shape.size.join(" × ")} pixels`, images, length);
  requireLength("the maps", maps, length);
  requireLength(`a reference of ${counted(shape.coils, "coil")}`, reference, 2 * shape.coils);
  if (method === "inati-power") {
    const [x, y, z] = shape.size.map((pixels) => (pixels > 1 ? Math.floor(kernel / 2) : 0)) as [number, number, number];
    inatiPowerMaps(images, shape, { half: [x, y, z], steps: iterations }, maps);
    return maps;
  }
  const estimate = method === "walsh" ? walshMaps : inatiMaps;
  estimate({ images, shape, kernel, iterations, reference, maps });
  return maps;
}

/** Throws unless there are pixels and coils. */
function requireShape({ size, coils }: CoilShape): void {
  for (const length of size) requireCount("the size of an axis", length, 1);
  requireCount("the number of coils", coils, 1);
}
