import { type AttributeValue, formatAttributes, type Image, type ImageHeader, parseAttributes } from "../mrd/index.ts";
import { maximumPixel } from "../numerics/images/index.ts";
import type { Provenance } from "./define.ts";

/** Where an image comes from, in the names that the field uses. */
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

/** Which chain an image was last in. */
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
 * Rows run along the readout, columns along the phase encoding. Directions that are no directions, as some headers have
 * them, would make a wrong geometry out of none: there are no attributes then. Digits are as many as FIRE's modules write.
 */
export function directionAttributes({ readDir, phaseDir }: ImageHeader) {
  const known = [readDir, phaseDir].every((direction) => Math.abs(Math.hypot(...direction) - 1) < 0.01);
  if (!known) return undefined;
  const digits = (direction: readonly number[]) => direction.map((cosine) => cosine.toFixed(18));
  return { ImageRowDir: digits(readDir), ImageColumnDir: digits(phaseDir) };
}

/** The window from black to the brightest pixel that is a number. */
export function windowOf(values: ArrayLike<number>) {
  const most = values instanceof Float32Array ? maximumPixel(values) : largest(values);
  return { WindowCenter: most / 2, WindowWidth: most };
}

function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < values.length; i += 1)
    if (values[i]! > found && values[i]! < Number.POSITIVE_INFINITY) found = values[i]!;
  return found;
}

/** The window over all integers up to the greatest, as FIRE's modules set and write it. */
export function windowUpTo(greatest: number) {
  const center = (greatest + 1) / 2;
  return { WindowCenter: Number.isInteger(center) ? center.toFixed(1) : center, WindowWidth: greatest + 1 };
}

/**
 * An image some of whose attributes differ.
 * @param changes by name; `undefined` takes an attribute away
 * @param rest what else of the image differs
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
 * Attributes of an image whose pixels were multiplied: the window, where it has one, and `LarmorScale`, the product of all
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
