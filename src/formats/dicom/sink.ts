import { statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../files/index.ts";
import { requireImages } from "../image-series/index.ts";
import type { Sink, SinkFormat, SinkOptions } from "../source/index.ts";
import { enhancedSink } from "./enhanced-sink.ts";
import { DicomImageEncoder } from "./image-encoder.ts";
import { describeFiles, writeNew } from "./write-new.ts";

/** Images as DICOM: a folder of single images, or enhanced MR images with all images of a series in one file. */
export const dicomSink: SinkFormat = {
  name: "DICOM (MR images; a folder, or one file)",
  endings: ["/", ".dcm"],
  async open(path, source, options) {
    requireImages(source, "DICOM");
    const remarks = new Map<string, string>();
    const encoder = await DicomImageEncoder.create(source.header ?? "", {
      version: options.version,
      remark: (key, text) => void remarks.set(key, text),
    });
    const nameOf = namesIn(path, options);
    return options.enhanced
      ? enhancedSink(
          encoder,
          nameOf,
          isFolder(path) ? join(path, "images.partial") : `${path}.partial`,
          remarks,
          options,
        )
      : singleSink(encoder, nameOf, remarks, options);
  },
};

/** Path of the next file, from the name that it would have in a folder. */
type FileNames = (fileName: string) => string;

/** In a folder, those of the encoder; otherwise the path itself, then `image_2.dcm` and so on. */
function namesIn(path: string, { index, count }: SinkOptions): FileNames {
  if (path.endsWith("/") || isFolder(path)) {
    const folder = count > 1 ? join(path, `measurement_${index + 1}`) : path;
    makeFolder(folder);
    return (fileName) => join(folder, fileName);
  }
  const base = path.replace(/\.dcm$/i, "") + (index > 0 ? `_${index + 1}` : "");
  let number = 0;
  return () => {
    number += 1;
    return `${base}${number > 1 ? `_${number}` : ""}.dcm`;
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function singleSink(
  encoder: DicomImageEncoder,
  nameOf: FileNames,
  remarks: ReadonlyMap<string, string>,
  { overwrite }: SinkOptions,
): Sink {
  const paths: string[] = [];
  return {
    write(message) {
      if (message.kind !== "image") return;
      for (const { fileName, pieces } of encoder.encode(message)) {
        const path = nameOf(fileName);
        writeNew(path, pieces, overwrite);
        paths.push(path);
      }
    },
    close: async () => [...remarks.values(), describeFiles(paths)],
  };
}
