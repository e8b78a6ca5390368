import type { MrdGroup, Range } from "../formats/mrd-hdf5/index.ts";
import type { Image } from "../mrd/index.ts";
import { PictureError } from "./errors.ts";
import { MAX_ELEMENTS } from "./mosaic.ts";

/**
 * The image series that a user means.
 * @param wanted a name, or the number in `image_<number>`; without one, the only series
 * @throws PictureError `no-images`, `series-ambiguous`. A name that the group lacks is refused when it is read
 */
export function chooseSeries(group: MrdGroup, wanted?: string): string {
  const names = group.series.map(({ name }) => name);
  if (wanted !== undefined) return names.includes(wanted) || !/^\d+$/.test(wanted) ? wanted : `image_${wanted}`;
  const [only, ...others] = names;
  if (only === undefined)
    throw new PictureError("no-images", `group ${group.name} has no images; reconstruct it first`);
  if (others.length === 0) return only;
  throw new PictureError(
    "series-ambiguous",
    `group ${group.name} has several series, name one of: ${names.join(", ")}`,
  );
}

/**
 * Reads images of a series.
 * @param ranges which of them, counted from 0 in the order of the file; all if left out
 * @throws PictureError `no-such-image`, `picture-too-large` as soon as that shows; StorageError as `MrdGroup.images`
 */
export function readSeries(group: MrdGroup, series: string, ranges: readonly Range[] = [{}]): Image[] {
  const images: Image[] = [];
  const count = group.series.find(({ name }) => name === series)?.count ?? 0;
  let elements = 0;
  for (const range of ranges) {
    const found = group.images(series, range);
    const { start = 0, end = count } = range;
    if (end > count) {
      throw new PictureError(
        "no-such-image",
        `${series} has the images 0 to ${count - 1}, and not ${start} to ${end - 1}`,
      );
    }
    for (const image of found) {
      images.push(image);
      elements += image.header.pixelCount;
      if (elements > MAX_ELEMENTS) {
        const advice = `show fewer of its ${count} images`;
        throw new PictureError("picture-too-large", `${series} is too large for one picture: ${advice}`);
      }
    }
  }
  return images;
}

/**
 * Reads which images are meant: `0,4-7` is the first, and the fifth to the eighth.
 * @throws PictureError `bad-option`
 */
export function parseRanges(text: string): Range[] {
  return text.split(",").map((part) => {
    const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    const range = { start: Number(first), end: Number(last) + 1 };
    if (range.start < range.end) return range;
    throw new PictureError("bad-option", `"${text}" does not say which images: write 3, or 0,4-7`);
  });
}
