import type { ImageHeader } from "../mrd/index.ts";
import type { Provenance } from "./define.ts";

/** Where an image comes from, in the names that the field uses. */
export function originAttributes({ chain, hash, steps, version }: Provenance, header: ImageHeader) {
  return {
    DataRole: "Image",
    ImageProcessingHistory: steps,
    ...geometryAttributes(header),
    LarmorChain: chain,
    LarmorChainHash: hash,
    LarmorVersion: version,
  };
}

/**
 * Rows run along the readout, columns along the phase encoding. Directions that are no directions, as some headers have
 * them, would make a wrong geometry out of none.
 */
function geometryAttributes({ readDir, phaseDir }: ImageHeader) {
  const known = [readDir, phaseDir].every((direction) => Math.abs(Math.hypot(...direction) - 1) < 0.01);
  if (!known) return {};
  return { ImageRowDir: readDir.map(String), ImageColumnDir: phaseDir.map(String), Keep_image_geometry: 1 };
}

/** The window from black to the brightest pixel. */
export function windowOf(values: Float32Array) {
  let brightest = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i]! > brightest) brightest = values[i]!;
  return { WindowCenter: brightest / 2, WindowWidth: brightest };
}
