import { type AttributeValue, formatAttributes, type Image, type ImageHeader, parseAttributes } from "../mrd/index.ts";
import { maximumPixel } from "../numerics/images/index.ts";
import type { Provenance } from "./define.ts";

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
  const set = Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`);
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

/** The window from black to the maximum finite pixel value. */
export function windowOf(values: ArrayLike<number>) {
  const most = values instanceof Float32Array ? maximumPixel(values) : largest(values);
  return { WindowCenter: most / 2, WindowWidth: most };
}

function largest(values: ArrayLike<number>): number {
  let maximum = 0;
  for (let i = 0; i < values.length; i += 1)
    if (values[i]! > maximum && values[i]! < Number.POSITIVE_INFINITY) maximum = values[i]!;
  return maximum;
}

/** The window over all integers up to the maximum, as FIRE's modules write it. */
export function windowUpTo(maximum: number) {
  const center = (maximum + 1) / 2;
  return { WindowCenter: Number.isInteger(center) ? center.toFixed(1) : center, WindowWidth: maximum + 1 };
}

/**
 * A copy of an image with changed attributes.
 * @param changes by name; `undefined` removes an attribute
 * @param rest further changes of the image
 * @throws MrdError `malformed-attributes`
 */
export function withAttributes(
  image: Image,
  changes: Readonly<Record<string, AttributeValue | undefined>>,
  rest: Partial<Pick<Image, "header" | "data">> = {},
): Image {
  const attributes = new Map<string, AttributeValue>(parseAttributes(image.attributes));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
  return { ...image, ...rest, attributes: formatAttributes(attributes) };
}

/**
 * Attributes of an image whose pixels were scaled: the window, if there is one, and `LarmorScale`, the product of all
 * factors so far.
 */
export function scaledAttributes(image: Image, factor: number): Readonly<Record<string, AttributeValue>> {
  const before = parseAttributes(image.attributes);
  const scale = Number(before.get("LarmorScale")?.[0] ?? 1) * factor;
  const window = ["WindowCenter", "WindowWidth"].flatMap((name) => {
    const values = before.get(name);
    return values === undefined ? [] : [[name, values.map((value) => String(Number(value) * factor))]];
  });
  return { ...Object.fromEntries(window), LarmorScale: String(scale) };
}
