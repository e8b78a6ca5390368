import type { ImageArray } from "../../gadget-api/index.ts";

/** Attribute that names what images are, as in Gadgetron. */
const ATTRIBUTE = "GADGETRON_DataRole";

/** Maps that accompany images, and their series. */
export interface ImageRole {
  readonly value: string;
  readonly series: (encoding: number) => number;
}

/** Gadgetron's roles of images, and their series: 10 (e + 2), 100 (e + 3) and ten times that, for encoding e. */
export const imageRoles = {
  gFactor: { value: "Gfactor", series: (encoding) => 10 * (encoding + 2) },
  snr: { value: "SNR_MAP", series: (encoding) => 100 * (encoding + 3) },
  deviation: { value: "STD_MAP", series: (encoding) => 1000 * (encoding + 3) },
} as const satisfies Record<string, ImageRole>;

/**
 * Images of a role, with series of their own.
 * @param offset of all series
 */
export function withRole(images: ImageArray, { value, series }: ImageRole, offset = 0): ImageArray {
  const own = series(images.encoding) - images.encoding + offset;
  return { ...images, attributes: images.attributes.map((each) => ({ ...each, [ATTRIBUTE]: value })), series: own };
}

/** @returns the role's value; `undefined` for ordinary images */
export function roleOf({ attributes }: ImageArray): string | undefined {
  const value = attributes[0]?.[ATTRIBUTE];
  return typeof value === "string" ? value : undefined;
}
