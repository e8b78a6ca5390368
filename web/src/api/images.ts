import { type Image, MessageReader } from "../../../src/mrd/index.ts";
import { getBytes } from "./request.ts";

/** Images of one series of a file. */
export interface SeriesName {
  readonly file: number;
  readonly group: string;
  readonly series: string;
}

/**
 * Reads images of a series, which the server sends as MRD messages.
 * @param start index of the first image
 * @param end index of the image after the last one
 * @throws RequestError; MrdError if the bytes are not MRD
 */
export async function getImages(
  series: SeriesName,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<readonly Image[]> {
  const bytes = await getBytes("images", { ...series, start, end }, signal);
  const reader = new MessageReader();
  const images: Image[] = [];
  for (const message of reader.push(bytes)) if (message.kind === "image") images.push(message);
  reader.finish();
  return images;
}
