import { type Image, ImageType, isDataType } from "../mrd/index.ts";

import { type Greys, greysOfAttributes, type Part, partOf } from "./values/index.ts";

/** One plane of one channel, or the three channels of a plane in colour. */
export interface MosaicTile {
  readonly width: number;
  readonly height: number;
  /** Planes of `[height][width]`: one, or red, green and blue. */
  readonly planes: readonly Float32Array[];
  /** The window requested by its image. */
  readonly greys: Greys | undefined;
  /** What it shows, such as `image_0:3 slice 1`. */
  readonly label: string;
}

/** Tiles that share a grey window. */
export interface MosaicSeries {
  readonly name: string;
  readonly tiles: readonly MosaicTile[];
  /** What the tiles show of complex values. */
  readonly part: Part;
}

/** Number of tiles of an image. */
export function tileCount(image: Image): number {
  const { matrixSize, channels, pixelCount } = image.header;
  if (pixelCount === 0) return 0;
  return matrixSize[2]! * (isColour(image) ? 1 : channels);
}

/**
 * The tiles of an image, channel by channel, plane by plane.
 * @param label of the image; the tiles add their channel and plane, if there are several
 * @param part what is shown of complex pixels
 */
export function mosaicTiles(image: Image, label: string, part: Part = "magnitude"): MosaicTile[] {
  if (tileCount(image) === 0) return [];
  const { dataType, channels } = image.header;
  const [width, height, depth] = image.header.matrixSize as [number, number, number];
  const values = isDataType(dataType) ? partOf(image.data, dataType, part) : Float32Array.from(image.data);
  const plane = (index: number) => values.subarray(index * width * height, (index + 1) * width * height);
  const named = (channel: number, z: number) =>
    [label, ...(channels > 1 && channel >= 0 ? [`ch ${channel}`] : []), ...(depth > 1 ? [`z ${z}`] : [])].join(" ");
  if (isColour(image)) {
    const rgb = (z: number) => [0, 1, 2].map((channel) => plane(channel * depth + z));
    return Array.from({ length: depth }, (_, z) => ({
      width,
      height,
      planes: rgb(z),
      greys: undefined,
      label: named(-1, z),
    }));
  }
  const greys = part === "magnitude" ? greysOfAttributes(image) : undefined;
  return Array.from({ length: tileCount(image) }, (_, i) => ({
    width,
    height,
    planes: [plane(i)],
    greys,
    label: named(Math.floor(i / depth), i % depth),
  }));
}

function isColour({ header }: Image): boolean {
  return header.imageType === ImageType.rgb && header.channels === 3;
}
