import { requireCount, requireLength } from "../errors.ts";
import { inatiMaps } from "./inati.ts";
import { referenceCoil } from "./reference-coil.ts";
import { type CoilShape, type MapOptions, pixelsOf } from "./shape.ts";
import { walshMaps } from "./walsh.ts";

/**
 * Coil sensitivity maps, estimated from the coil images themselves.
 * @param images `[coils][z][y][x]` complex, interleaved; not changed
 * @param reference coil to which the phases refer; images that share one can be compared in phase
 * @param maps gets the maps, of the shape of the images
 * @returns `maps`: Σ|c|² over the coils is 1, or 0 where the window has no signal
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function estimateCoilMaps(
  images: Float32Array,
  shape: CoilShape,
  options: MapOptions,
  reference: Float64Array = referenceCoil(images, shape),
  maps: Float32Array = new Float32Array(images.length),
): Float32Array {
  requireShape(shape);
  requireCount("the kernel", options.kernel, 1);
  requireCount("the number of iterations", options.iterations, 1);
  const length = 2 * shape.coils * pixelsOf(shape);
  requireLength(`images of ${shape.coils} coils and ${shape.size.join(" × ")} pixels`, images, length);
  requireLength("the maps", maps, length);
  requireLength(`a reference of ${shape.coils} coils`, reference, 2 * shape.coils);
  const estimate = options.method === "walsh" ? walshMaps : inatiMaps;
  estimate(images, shape, options, reference, maps);
  return maps;
}

/** Throws unless there are pixels and coils. */
function requireShape({ size, coils }: CoilShape): void {
  for (const length of size) requireCount("the size of an axis", length, 1);
  requireCount("the number of coils", coils, 1);
}
