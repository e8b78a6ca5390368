import type { Metadata } from "h5wasm/node";
import { type Image, ImageHeader, pixelsOver } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { StorageError } from "./errors.ts";
import { boxOfRows, type H5File } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { describeForm, formOf, type ImageForm, sameForm } from "./image-form.ts";
import { dataTypeOf } from "./pixels.ts";
import { inBatches, type Range, requireList } from "./rows.ts";
import { readTexts } from "./texts.ts";

/**
 * The images of a series, in order; each owns its memory.
 * @param path of the series
 * @throws StorageError `unsupported-layout`, `read-failed`, `malformed-message` for a header that does not match its
 * pixels
 */
export function readImages(file: H5File, path: string, range: Range): Generator<Image> {
  const headers = file.metadata(`${path}/header`);
  const data = file.metadata(`${path}/data`);
  file.requireRows(`${path}/header`, headers);
  requireList(`${file.path}: ${path}/header`, headers);
  const attributes = file.names(path).includes("attributes") ? file.metadata(`${path}/attributes`) : undefined;
  const form = formOfData(data, `${file.path}: ${path}/data`);
  const readHeader = headerReader(ImageHeader.layout, headers, `${file.path}: ${path}/header`);
  const imageBytes = form.shape.reduce((size, extent) => size * extent, data.size);

  function* readBatch(start: number, count: number): Generator<Image, number> {
    const heads = file.read(`${path}/header`, headers, boxOfRows(headers, start, count), (heap, at) =>
      Array.from({ length: count }, (_, i) => new ImageHeader(readHeader(heap, at + i * headers.size))),
    );
    const texts = attributes
      ? readTexts(file, `${path}/attributes`, attributes, boxOfRows(attributes, start, count))
      : [];
    const box = { offset: [start, 0, 0, 0, 0], count: [count, ...form.shape] };
    const pixels = file.read(`${path}/data`, data, box, (heap, at) =>
      Array.from({ length: count }, (_, i) => {
        const image = at + i * imageBytes;
        return pixelsOver(form.dataType, heap.slice(image, image + imageBytes));
      }),
    );
    for (const [i, header] of heads.entries()) {
      if (!sameForm(formOf(header), form)) throw misfit(`${file.path}: ${path}[${start + i}]`, formOf(header), form);
      yield { kind: "image", header, attributes: texts[i] ?? "", data: pixels[i]! };
    }
    return count * imageBytes;
  }
  return inBatches(headers.total_size, range, readBatch, imageBytes);
}

function formOfData(data: Metadata, where: string): ImageForm {
  const dataType = dataTypeOf(data);
  const [, ...shape] = data.shape ?? [];
  if (dataType === undefined || shape.length !== 4) {
    const rank = data.shape?.length ?? 0;
    throw new StorageError(
      "unsupported-layout",
      `${where}: not images: MRD stores [n, channels, z, y, x] in one of eight data types, this has ${counted(rank, "dimension")}` +
        (dataType === undefined ? " of another type" : ""),
    );
  }
  return { dataType, shape };
}

function misfit(where: string, header: ImageForm, data: ImageForm): StorageError {
  const message = `${where}: the header announces ${describeForm(header)}, but the pixels are ${describeForm(data)}`;
  return new StorageError("malformed-message", message);
}
