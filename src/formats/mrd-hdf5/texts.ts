import type { Metadata } from "h5wasm/node";
import { type Box, type H5File, TypeClass } from "./h5-file.ts";

const SPACE_PADDED = 2;

/** Whether a dataset holds texts. */
export function isText(metadata: Metadata): boolean {
  return metadata.type === TypeClass.string;
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

/** Reads the one text of a dataset of shape (1) or (). */
export function readText(file: H5File, path: string): string {
  const metadata = file.metadata(path);
  const shape = metadata.shape ?? [0];
  const [text = ""] = shape.includes(0)
    ? []
    : readTexts(file, path, metadata, { offset: shape.map(() => 0), count: shape.map(() => 1) });
  return text;
}

/** The text at an address in the heap, up to its NUL or `limit` bytes. */
function terminated(heap: Uint8Array, start: number, limit = heap.length): string {
  if (start === 0) return "";
  const nul = heap.indexOf(0, start);
  const end = nul < 0 ? heap.length : nul;
  return new TextDecoder().decode(heap.slice(start, Math.min(end, start + limit)));
}
