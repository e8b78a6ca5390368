import { type Image, ImageType, isComplex, isDataType } from "../mrd/index.ts";
import { type Greys, greysOfAttributes } from "./window.ts";

/** One plane of one channel, or the three channels of a plane in colour. */
export interface MosaicTile {
  readonly width: number;
  readonly height: number;
  /** Planes of `[height][width]`: one, or red, green and blue. */
  readonly planes: readonly Float32Array[];
  /** The window requested by its image. */
  readonly greys: Greys | undefined;
}

/** Number of tiles of an image. */
export function tileCount(image: Image): number {
  const { matrixSize, channels, pixelCount } = image.header;
  if (pixelCount === 0) return 0;
  return matrixSize[2]! * (isColour(image) ? 1 : channels);
}

/** The tiles of an image, channel by channel, plane by plane. Complex pixels are converted to magnitude. */
export function mosaicTiles(image: Image): MosaicTile[] {
  if (tileCount(image) === 0) return [];
  const [width, height, depth] = image.header.matrixSize as [number, number, number];
  const values = realValues(image);
  const plane = (index: number) => values.subarray(index * width * height, (index + 1) * width * height);
  if (isColour(image)) {
    const rgb = (z: number) => [0, 1, 2].map((channel) => plane(channel * depth + z));
    return Array.from({ length: depth }, (_, z) => ({ width, height, planes: rgb(z), greys: undefined }));
  }
  const greys = greysOfAttributes(image);
  return Array.from({ length: tileCount(image) }, (_, i) => ({ width, height, planes: [plane(i)], greys }));
}

function isColour({ header }: Image): boolean {
  return header.imageType === ImageType.rgb && header.channels === 3;
}

function realValues({ header, data }: Image): Float32Array {
  if (!isDataType(header.dataType) || !isComplex(header.dataType)) return Float32Array.from(data);
  const values = new Float32Array(data.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = Math.hypot(data[2 * i]!, data[2 * i + 1]!);
  return values;
}
