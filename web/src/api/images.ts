import { type Image, ImageHeader, MessageReader } from "../../../src/mrd/index.ts";
import { getBytes, RequestError } from "./request.ts";

/** Images of one series of a file. */
export interface SeriesName {
  readonly file: number;
  readonly group: string;
  readonly series: string;
}

interface ImageRange {
  /** Index of the first image. */
  readonly start: number;
  /** Index of the image after the last one. */
  readonly end: number;
  /** One channel alone. */
  readonly channel?: number | undefined;
  /** One plane alone. */
  readonly z?: number | undefined;
}

/**
 * Reads images of a series, which the server sends as MRD messages. There are fewer if they are large.
 * @throws RequestError; MrdError if the bytes are not MRD
 */
async function getImages(
  series: SeriesName,
  { start, end, channel, z }: ImageRange,
  signal?: AbortSignal,
): Promise<readonly Image[]> {
  const { file, group, series: name } = series;
  const bytes = await getBytes("images", { file, group, series: name, start, end, channel, z }, signal);
  const reader = new MessageReader();
  const images: Image[] = [];
  for (const message of reader.push(bytes)) if (message.kind === "image") images.push(message);
  reader.finish();
  return images;
}

/**
 * Reads one plane of an image.
 * @param channel `undefined`: all channels
 * @throws RequestError; MrdError if the bytes are not MRD
 */
export async function getPlane(
  series: SeriesName,
  { index, channel, z }: { readonly index: number; readonly channel: number | undefined; readonly z: number },
  signal?: AbortSignal,
): Promise<Image> {
  const [image] = await getImages(series, { start: index, end: index + 1, channel, z }, signal);
  if (image === undefined) throw new RequestError(`the series ${series.series} has no image ${index}`);
  return image;
}

/** The headers of all images of a series. @throws RequestError */
export async function getImageHeaders(series: SeriesName, signal?: AbortSignal): Promise<readonly ImageHeader[]> {
  const { file, group, series: name } = series;
  const bytes = await getBytes("images/headers", { file, group, series: name }, signal);
  const { size } = ImageHeader.layout;
  return Array.from(
    { length: bytes.length / size },
    (_, i) => new ImageHeader(bytes.subarray(i * size, (i + 1) * size)),
  );
}
