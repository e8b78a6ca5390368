import type { PictureOptions } from "../../formats/source/index.ts";
import type { Image } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { PictureError } from "../errors.ts";
import { encodeGif, exactPalette } from "../gif.ts";
import type { Raster } from "../painting.ts";
import { arranged } from "./arrangement.ts";
import { compared } from "./difference.ts";
import { colorMapName, colorMapOf, frameOf, inColour } from "./frames.ts";
import { encodeAnimatedPng } from "./png-frames.ts";
import { regionsOf } from "./regions.ts";
import { type Plane, planesOf } from "./series-images.ts";
import { windowsOf } from "./windows.ts";

export type PictureType = "gif" | "png";

export interface SeriesFile {
  readonly bytes: Uint8Array;
  /** The type that was written: PNG if a GIF could not hold the colours. */
  readonly ending: PictureType;
  /** For example `128 × 128`. */
  readonly size: string;
  readonly frames: number;
  readonly remarks: readonly string[];
}

/**
 * The images of a series as one file, with the attributes of the first as its comment.
 * @param images of the same size
 * @throws PictureError `bad-option`; `no-images`, `no-such-image` of the reference
 */
export function encodeSeries(images: readonly Image[], type: PictureType, options: PictureOptions): SeriesFile {
  const { rescale = 1, fps = 25, mosaicSlices = true, mosaicLessThan = 6, floatingWindow = false } = options;
  if (!(fps > 0 && fps <= 100)) {
    throw new PictureError("bad-option", `pictures have more than 0 and at most 100 frames per second, not ${fps}`);
  }
  const planes = images.flatMap(planesOf);
  const windows = windowsOf(planes, floatingWindow);
  const colour = planes.some(({ attributes }) => regionsOf(attributes).length > 0);
  const references = options.reference === undefined ? undefined : matching(planes, options.reference);
  const each = planes.map((plane, i) => {
    const greys = windows[i]!;
    if (references === undefined) return frameOf(plane, greys, rescale, colour);
    return compared(plane, references[i]!, greys, { scale: rescale, colour, factor: options.refDiffScale ?? 1 });
  });
  const { frames, remarks } = mosaicSlices ? arranged(each, planes, mosaicLessThan) : { frames: each, remarks: [] };
  const alike = frames.some(({ samples }) => samples === 3) ? frames.map(inColour) : frames;
  const isTooColourful = type === "gif" && alike.some(hasManyColours);
  const ending = isTooColourful ? "png" : type;
  const text = images[0]!.attributes;
  const { width, height } = alike[0]!;
  return {
    bytes: ending === "gif" ? encodeGif(alike, 1000 / fps, text) : encodeAnimatedPng(alike, 1000 / fps, text),
    ending,
    size: `${width} × ${height}`,
    frames: alike.length,
    remarks: [
      ...unknownColorMaps(planes),
      ...remarks,
      ...(isTooColourful ? ["a GIF holds 256 colours, and the images have more: they are written as PNG"] : []),
    ],
  };
}

function hasManyColours(frame: Raster): boolean {
  return frame.samples === 3 && exactPalette(frame.data) === undefined;
}

function unknownColorMaps(planes: readonly Plane[]): string[] {
  const names = planes.filter((plane) => colorMapOf(plane) === undefined).flatMap((plane) => colorMapName(plane) ?? []);
  return [...new Set(names)].map((name) => `the color map ${name} is not known: the images are grey`);
}

/** @throws PictureError unless there is a reference of the same size for each plane */
function matching(planes: readonly Plane[], images: readonly Image[]): readonly Plane[] {
  const references = images.flatMap(planesOf);
  if (references.length !== planes.length) {
    const counts = `${counted(references.length, "image")} of the series, and ${planes.length} are to be compared`;
    throw new PictureError("no-images", `the reference has ${counts}: choose another with --ref-in-group`);
  }
  for (const [i, { width, height, values }] of references.entries()) {
    const plane = planes[i]!;
    if (width === plane.width && height === plane.height && values.length === plane.values.length) continue;
    const sizes = `${width} × ${height}, not ${plane.width} × ${plane.height} in the same colours`;
    throw new PictureError("no-such-image", `image ${i} of the reference is ${sizes}`);
  }
  return references;
}
