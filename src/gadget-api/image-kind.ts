import { type Image, type ImageHeader, ImageType, isComplex, isDataType } from "../mrd/index.ts";
import { GadgetError } from "./errors.ts";

/** What images can show, as chains name it. */
export const imageKinds = ["magnitude", "phase", "real", "imag", "complex", "rgb", "other"] as const;
export type ImageKind = (typeof imageKinds)[number];

const named = new Map<number, ImageKind>(
  imageKinds.flatMap((kind) => (kind === "other" ? [] : [[ImageType[kind], kind]])),
);

/** What an image shows; one of no type is taken for magnitude, as by FIRE's modules, but for pixels that are complex. */
export function imageKindOf({ imageType, dataType }: ImageHeader): ImageKind {
  if (isDataType(dataType) && isComplex(dataType)) return "complex";
  return imageType === 0 ? "magnitude" : (named.get(imageType) ?? "other");
}

/**
 * Refuses pixels that have two parts.
 * @param gadget that can't take them
 * @throws GadgetError `not-real`
 */
export function requireReal({ header }: Image, gadget: string): void {
  const { dataType, imageIndex, imageSeriesIndex } = header;
  if (!isDataType(dataType) || !isComplex(dataType)) return;
  throw new GadgetError(
    "not-real",
    `image ${imageIndex} of series ${imageSeriesIndex} is complex, and ${gadget} takes real ones; put bypass in front, or ` +
      "extract another kind of image",
  );
}
