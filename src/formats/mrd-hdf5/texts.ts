import type { Metadata } from "h5wasm/node";
import { type Box, type H5File, TypeClass } from "./h5-file.ts";

const SPACE_PADDED = 2;

/** Integers of this many bytes, or fewer, can be the characters of a text. */
const LARGEST_CHARACTER = 2;

/** Whether a dataset can hold a text: as strings or, as MATLAB and others write it, as an array of characters. */
export function isText({ type, size, vlen_type: element }: Metadata): boolean {
  if (type === TypeClass.string || type === TypeClass.opaque) return true;
  if (type === TypeClass.integer) return size <= LARGEST_CHARACTER;
  return type === TypeClass.vlen && element?.type === TypeClass.integer && element.size === 1;
}

/** Reads texts as UTF-8, whatever character set the file declares. A null string is empty. */
export function readTexts(file: H5File, path: string, metadata: Metadata, box: Box): string[] {
  const count = box.count.reduce((product, extent) => product * extent, 1);
  return file.read(path, metadata, box, (heap, start) => {
    const view = new DataView(heap.buffer, start, count * metadata.size);
    return Array.from({ length: count }, (_, i) => {
      if (metadata.vlen) return terminated(heap, view.getUint32(4 * i, true));
      const text = terminated(heap, start + i * metadata.size, metadata.size);
      return metadata.strpad === SPACE_PADDED ? text.trimEnd() : text;
    });
  });
}

/**
 * Reads the text of a dataset: one string, several that are its parts or lines, or characters.
 * @throws StorageError `read-failed`, `in-another-file`
 */
export function readText(file: H5File, path: string): string {
  const metadata = file.metadata(path);
  const shape = metadata.shape ?? [0];
  if (shape.includes(0)) return "";
  file.requireRows(path, metadata);
  const box = { offset: shape.map(() => 0), count: shape };
  if (metadata.type === TypeClass.string) return joined(readTexts(file, path, metadata, box), metadata);
  return file.read(path, metadata, box, (heap, start) => {
    if (metadata.type !== TypeClass.vlen) return characters(heap, start, metadata);
    const [length, at] = [0, 4].map((offset) => new DataView(heap.buffer).getUint32(start + offset, true));
    return length === 0 ? "" : terminated(heap, at!, length);
  });
}

/** The text of several strings: the first if it is complete, or else all, as lines if they are not full pieces. */
function joined(texts: readonly string[], { vlen, size }: Metadata): string {
  const parts = texts.filter((text) => text.trim() !== "");
  const [first = ""] = texts;
  if (parts.length <= 1) return parts[0] ?? first;
  if (/<\/(\w+:)?ismrmrdHeader\s*>\s*$/.test(first)) return first;
  const arePieces = !vlen && texts.slice(0, -1).every((text) => Buffer.byteLength(text) === size);
  return texts.join(arePieces ? "" : "\n");
}

/** Characters of one or two bytes, up to the first that is zero. */
function characters(heap: Uint8Array, start: number, { type, size, total_size: count }: Metadata): string {
  if (type === TypeClass.opaque || size === 1) return terminated(heap, start, size * count);
  const text = new TextDecoder("utf-16le").decode(heap.slice(start, start + size * count));
  return text.split("\0", 1)[0]!;
}

/** The text at an address in the heap, up to its NUL or `limit` bytes. */
function terminated(heap: Uint8Array, start: number, limit = heap.length): string {
  if (start === 0) return "";
  const nul = heap.indexOf(0, start);
  const end = nul < 0 ? heap.length : nul;
  return new TextDecoder().decode(heap.slice(start, Math.min(end, start + limit)));
}
