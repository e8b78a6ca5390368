import type { Metadata } from "h5wasm/node";
import { type Image, ImageHeader, pixelsOver } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { inBatches, type Range } from "./batches.ts";
import { StorageError } from "./errors.ts";
import { boxOfRows, type H5File } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { describeForm, formOf, type ImageForm, sameForm } from "./image-form.ts";
import { dataTypeOf } from "./pixels.ts";
import { requireList } from "./rows.ts";
import { readTexts } from "./texts.ts";

/** Which images of a series are read, and what of them. */
export interface ImageOptions extends Range {
  /** One channel alone, counted from 0. */
  readonly channel?: number | undefined;
  /** One plane along z alone, counted from 0. */
  readonly z?: number | undefined;
}

/**
 * The images of a series, in order; each owns its memory. Of one channel or plane alone, the header is that of the whole
 * image with other `channels` and `matrixSize`.
 * @param path of the series
 * @throws StorageError `unsupported-layout`, `read-failed`, `malformed-message` for a header that does not match its
 * pixels, `plane-missing`
 */
export function readImages(file: H5File, path: string, { channel, z, ...range }: ImageOptions): Generator<Image> {
  const headers = headersOf(file, path);
  const data = file.metadata(`${path}/data`);
  const attributes = file.names(path).includes("attributes") ? file.metadata(`${path}/attributes`) : undefined;
  const form = formOfData(data, `${file.path}: ${path}/data`);
  const [channels, depth, ...plane] = form.shape as [number, number, number, number];
  requirePart("channel", channel, channels, `${file.path}: ${path}`);
  requirePart("plane", z, depth, `${file.path}: ${path}`);
  const shape = [channel === undefined ? channels : 1, z === undefined ? depth : 1, ...plane];
  const imageBytes = shape.reduce((size, extent) => size * extent, data.size);
  const isPart = shape[0] !== channels || shape[1] !== depth;

  function* readBatch(start: number, count: number): Generator<Image, number> {
    const heads = headers.read(start, count);
    const texts = attributes
      ? readTexts(file, `${path}/attributes`, attributes, boxOfRows(attributes, start, count))
      : [];
    const box = { offset: [start, channel ?? 0, z ?? 0, 0, 0], count: [count, ...shape] };
    const pixels = file.read(`${path}/data`, data, box, (heap, at) =>
      Array.from({ length: count }, (_, i) => {
        const image = at + i * imageBytes;
        return pixelsOver(form.dataType, heap.slice(image, image + imageBytes));
      }),
    );
    for (const [i, header] of heads.entries()) {
      if (!sameForm(formOf(header), form)) throw misfit(`${file.path}: ${path}[${start + i}]`, formOf(header), form);
      const matrixSize = [plane[1]!, plane[0]!, shape[1]!];
      yield {
        kind: "image",
        header: isPart ? header.with({ channels: shape[0]!, matrixSize }) : header,
        attributes: texts[i] ?? "",
        data: pixels[i]!,
      };
    }
    return count * imageBytes;
  }
  return inBatches(headers.count, range, readBatch, imageBytes);
}

/** The headers of a series, in order, without reading its pixels; throws as {@link readImages}. */
export function readImageHeaders(file: H5File, path: string, range: Range): Generator<ImageHeader> {
  const headers = headersOf(file, path);
  return inBatches(
    headers.count,
    range,
    function* (start, count) {
      yield* headers.read(start, count);
      return count * ImageHeader.layout.size;
    },
    ImageHeader.layout.size,
  );
}

function headersOf(file: H5File, path: string) {
  const headers = file.metadata(`${path}/header`);
  file.requireRows(`${path}/header`, headers);
  requireList(`${file.path}: ${path}/header`, headers);
  const readHeader = headerReader(ImageHeader.layout, headers, `${file.path}: ${path}/header`);
  return {
    count: headers.total_size,
    read: (start: number, count: number) =>
      file.read(`${path}/header`, headers, boxOfRows(headers, start, count), (heap, at) =>
        Array.from({ length: count }, (_, i) => new ImageHeader(readHeader(heap, at + i * headers.size))),
      ),
  };
}

function requirePart(what: string, index: number | undefined, count: number, where: string): void {
  if (index === undefined || index < count) return;
  throw new StorageError(
    "plane-missing",
    `${where}: there is no ${what} ${index}: its images have ${counted(count, what)}`,
  );
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
