import type { MrdGroup, Range } from "../formats/mrd-hdf5/index.ts";
import type { Image } from "../mrd/index.ts";
import { counted } from "../text/index.ts";
import { PictureError } from "./errors.ts";
import { MAX_ELEMENTS } from "./layout.ts";

/**
 * The image series selected by the user.
 * @param selection a name, or the number in `image_<number>`; without one, the only series
 * @throws PictureError `no-images`, `series-ambiguous`. A name that does not exist in the group is refused on reading
 */
export function chooseSeries(group: MrdGroup, selection?: string): string {
  const names = group.series.map(({ name }) => name);
  if (selection !== undefined)
    return names.includes(selection) || !/^\d+$/.test(selection) ? selection : `image_${selection}`;
  const [only, ...others] = names;
  if (only === undefined)
    throw new PictureError("no-images", `group ${group.name} has no images; reconstruct it first`);
  if (others.length === 0) return only;
  throw new PictureError(
    "series-ambiguous",
    `group ${group.name} has several series; name one of: ${names.join(", ")}`,
  );
}

/**
 * Reads images of a series.
 * @param ranges image numbers, counted from 0 in file order; default all
 * @throws PictureError `no-such-image`, `picture-too-large` as soon as it is known; StorageError as `MrdGroup.images`
 */
export function readSeries(group: MrdGroup, series: string, ranges: readonly Range[] = [{}]): Image[] {
  const images: Image[] = [];
  const count = group.series.find(({ name }) => name === series)?.count ?? 0;
  let elements = 0;
  for (const range of ranges) {
    const imagesRead = group.images(series, range);
    const { start = 0, end = count } = range;
    if (end > count) {
      throw new PictureError("no-such-image", `${series} has images 0 to ${count - 1}, not ${start} to ${end - 1}`);
    }
    for (const image of imagesRead) {
      images.push(image);
      elements += image.header.pixelCount;
      if (elements > MAX_ELEMENTS) {
        const advice = `show fewer of its ${counted(count, "image")}`;
        throw new PictureError("picture-too-large", `${series} is too large for one picture: ${advice}`);
      }
    }
  }
  return images;
}

/**
 * Parses image numbers: `0,4-7` selects the first, and the fifth to the eighth.
 * @throws PictureError `bad-option`
 */
export function parseRanges(text: string): Range[] {
  return text.split(",").map((part) => {
    const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    const range = { start: Number(first), end: Number(last) + 1 };
    if (range.start < range.end) return range;
    throw new PictureError("bad-option", `"${text}" is not a list of image numbers, such as 3 or 0,4-7`);
  });
}
