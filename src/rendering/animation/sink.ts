import { existsSync } from "node:fs";
import { writeFile } from "../../files/index.ts";
import { requireImages } from "../../formats/image-series/index.ts";
import { type PictureOptions, type Sink, type SinkFormat, SourceError } from "../../formats/source/index.ts";
import type { Image } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { PictureError } from "../errors.ts";
import { MAX_ELEMENTS } from "../layout.ts";
import { encodeSeries, type PictureType } from "./series-file.ts";

/** GIF and PNG as outputs of `larmor convert`, with the options of FIRE's mrd2gif: a file for each series. */
export const pictureSinks: readonly SinkFormat[] = (["gif", "png"] as const).map((type) => ({
  name: type === "gif" ? "GIF animation" : "PNG",
  endings: [`.${type}`],
  open: async (path, source, { index, overwrite, pictures = {} }) => {
    requireImages(source, type.toUpperCase());
    const stem = path.slice(0, -4);
    return pictureSink(index === 0 ? stem : `${stem}_${index + 1}`, type, overwrite, pictures);
  },
}));

function pictureSink(stem: string, type: PictureType, overwrite: boolean, options: PictureOptions): Sink {
  const all = new Map<string, Image[]>();
  let elements = 0;
  let lines: readonly string[] | undefined;
  const finish = () => {
    const wanted = [...all].filter(([name]) => isWanted(name, options.series));
    if (wanted.length === 0 && options.series !== undefined) {
      throw new PictureError(
        "no-images",
        `there is no series ${options.series}; there are ${[...all.keys()].join(", ")}`,
      );
    }
    const references = options.reference && bySeries(options.reference);
    return wanted.flatMap(([name, images]) => {
      const reference = references && (references.get(name) ?? []);
      const { bytes, ending, size, frames, remarks } = encodeSeries(images, type, { ...options, reference });
      const path = `${wanted.length === 1 ? stem : `${stem}_${name}`}.${ending}`;
      if (!overwrite && existsSync(path)) {
        throw new SourceError("file-exists", `${path} exists: choose another name, or replace it with --overwrite`);
      }
      writeFile(path, bytes);
      return [...remarks.map((remark) => `${name}: ${remark}`), `${path}: ${size}, ${counted(frames, "frame")}`];
    });
  };
  return {
    write(message) {
      if (message.kind !== "image" || message.header.pixelCount === 0) return;
      elements += message.header.pixelCount;
      if (elements > MAX_ELEMENTS) {
        throw new PictureError(
          "picture-too-large",
          "the images are too many for pictures: choose a group or a measurement",
        );
      }
      // The memory of a message may be reused by the next one.
      add(all, { ...message, header: message.header.with({}), data: message.data.slice() });
    },
    async close() {
      lines ??= finish();
      return lines;
    },
  };
}

/** As in a file of MRD: images of another size than those of their series are a series of their own. */
function seriesName(all: ReadonlyMap<string, readonly Image[]>, { header }: Image): string {
  const name = `image_${header.imageSeriesIndex}`;
  const shape = (each: Image["header"]) => [...each.matrixSize, each.channels, each.imageType].join();
  for (let number = 0; ; number++) {
    const each = number === 0 ? name : `${name}_${number}`;
    const others = all.get(each);
    if (others === undefined || shape(others[0]!.header) === shape(header)) return each;
  }
}

function isWanted(name: string, series: string | undefined): boolean {
  return series === undefined || name === series || name === `image_${series}`;
}

/** Images by their series. */
function bySeries(images: readonly Image[]): Map<string, Image[]> {
  const all = new Map<string, Image[]>();
  for (const image of images) add(all, image);
  return all;
}

function add(all: Map<string, Image[]>, image: Image): void {
  const name = seriesName(all, image);
  const images = all.get(name);
  if (images === undefined) all.set(name, [image]);
  else images.push(image);
}
