import type { GadgetContext } from "../../gadget-api/index.ts";
import type { ImageHeader } from "../../mrd/index.ts";

type Provenance = GadgetContext["provenance"];

/** Provenance of an image, in attribute names that MR software knows. */
export function originAttributes(provenance: Provenance, header: ImageHeader) {
  const directions = directionAttributes(header);
  return {
    DataRole: "Image",
    ImageProcessingHistory: provenance.steps,
    ...directions,
    ...(directions !== undefined && { Keep_image_geometry: 1 }),
    ...chainAttributes(provenance),
  };
}

/** The last chain that processed an image. */
export function chainAttributes({ chain, hash, runHash, parameters, thirdParty, notes, version }: Provenance) {
  const set = Object.entries(parameters).map(([name, value]) => `${name}=${valueText(value)}`);
  const gadgets = Object.entries(thirdParty).map(([name, fingerprint]) => `${name} ${fingerprint}`);
  return {
    LarmorChain: chain,
    LarmorChainHash: hash,
    LarmorRunHash: runHash,
    LarmorVersion: version,
    LarmorNode: process.versions.node,
    ...(set.length > 0 && { LarmorParameters: set }),
    ...(gadgets.length > 0 && { LarmorGadgets: gadgets }),
    ...notes(),
  };
}

/** A client may set objects, and lists of them; a list of texts is written as clients write it, with commas. */
function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const isPlain = Array.isArray(value) && value.every((each) => typeof each !== "object");
  return isPlain ? value.join(",") : JSON.stringify(value);
}

/**
 * Rows run along the readout, columns along the phase encoding. Some headers have invalid direction vectors, which
 * would give a wrong geometry: the attributes are then omitted. The number of digits is that of FIRE's modules.
 */
export function directionAttributes({ readDir, phaseDir }: ImageHeader) {
  const known = [readDir, phaseDir].every((direction) => Math.abs(Math.hypot(...direction) - 1) < 0.01);
  if (!known) return undefined;
  const digits = (direction: readonly number[]) => direction.map((cosine) => cosine.toFixed(18));
  return { ImageRowDir: digits(readDir), ImageColumnDir: digits(phaseDir) };
}

/** The window over all integers up to the maximum, as FIRE's modules write it. */
export function windowUpTo(maximum: number) {
  const center = (maximum + 1) / 2;
  return { WindowCenter: Number.isInteger(center) ? center.toFixed(1) : center, WindowWidth: maximum + 1 };
}
