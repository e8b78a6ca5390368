import { type Attributes, type Image, ImageType, isComplex, isDataType, parseAttributes } from "../../mrd/index.ts";
import { partOf } from "../values/index.ts";

/** One plane of one channel, or a plane in colour, with what its image says about it. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** Rescaled values `[height][width]`: one plane, or red, green and blue. Complex pixels are magnitudes. */
  readonly values: readonly Float32Array[];
  readonly attributes: Attributes;
  readonly slice: number;
  readonly contrast: number;
}

/**
 * The planes of an image, channel by channel, slice by slice, with the slope and the offset of its attributes applied:
 * RescaleSlope and RescaleIntercept, or Gadgetron's GADGETRON_ScaleRatio and GADGETRON_ScaleOffset.
 */
export function planesOf(image: Image): Plane[] {
  const { dataType, channels, slice = 0, contrast = 0, imageType } = image.header;
  const [width, height, depth] = image.header.matrixSize as [number, number, number];
  const attributes = attributesIn(image);
  const part =
    isDataType(dataType) && isComplex(dataType)
      ? partOf(image.data, dataType, "magnitude")
      : Float32Array.from(image.data);
  const isColour = imageType === ImageType.rgb && channels === 3;
  const [slope, intercept] = isColour ? [1, 0] : scaleOf(attributes);
  const values = slope === 1 && intercept === 0 ? part : part.map((value) => value * slope + intercept);
  const plane = (index: number) => values.subarray(index * width * height, (index + 1) * width * height);
  const count = isColour ? depth : channels * depth;
  return Array.from({ length: count }, (_, i) => ({
    width,
    height,
    values: isColour ? [0, 1, 2].map((colour) => plane(colour * depth + i)) : [plane(i)],
    attributes,
    slice,
    contrast,
  }));
}

/** The first number of an attribute. */
export function numberIn(attributes: Attributes, name: string): number | undefined {
  const text = attributes.get(name)?.[0]?.trim();
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function scaleOf(attributes: Attributes): [slope: number, intercept: number] {
  const [slope, intercept] = [numberIn(attributes, "RescaleSlope"), numberIn(attributes, "RescaleIntercept")];
  if (slope !== undefined && intercept !== undefined) return [slope, intercept];
  const [ratio, offset] = [numberIn(attributes, "GADGETRON_ScaleRatio"), numberIn(attributes, "GADGETRON_ScaleOffset")];
  return ratio && offset !== undefined ? [1 / ratio, -offset / ratio] : [1, 0];
}

/** Attributes that cannot be parsed are none: the pixels can be shown without them. */
function attributesIn({ attributes }: Image): Attributes {
  try {
    return parseAttributes(attributes);
  } catch {
    return new Map();
  }
}
