import { type Image, type ImageHeader, ImageType, isComplex, isDataType } from "../mrd/index.ts";
import { GadgetError } from "./errors.ts";

/** Kinds of images, as chains name them. */
export const imageKinds = ["magnitude", "phase", "real", "imag", "complex", "rgb", "other"] as const;
export type ImageKind = (typeof imageKinds)[number];

const named = new Map<number, ImageKind>(
  imageKinds.flatMap((kind) => (kind === "other" ? [] : [[ImageType[kind], kind]])),
);

/**
 * The kind of an image. Images without a type count as magnitude, as in FIRE's modules, unless their pixels are
 * complex.
 */
export function imageKindOf({ imageType, dataType }: ImageHeader): ImageKind {
  if (isDataType(dataType) && isComplex(dataType)) return "complex";
  return imageType === 0 ? "magnitude" : (named.get(imageType) ?? "other");
}

/**
 * Rejects complex pixels.
 * @param gadget that needs real pixels
 * @throws GadgetError `not-real`
 */
export function requireReal({ header }: Image, gadget: string): void {
  const { dataType, imageIndex, imageSeriesIndex } = header;
  if (!isDataType(dataType) || !isComplex(dataType)) return;
  throw new GadgetError(
    "not-real",
    `image ${imageIndex} of series ${imageSeriesIndex} is complex, but ${gadget} needs real pixels; put bypass before it, or ` +
      "extract another kind of image",
  );
}
