import type { FileWindow } from "./file-window.ts";

const COLLECTION_PREFIX = 16;
const OBJECT_PREFIX = 16;
const SIGNATURE = 0x4c4f4347; // "GCOL"
const VERSION = 1;
/** The object that stands for free space. */
const FREE_SPACE = 0;

/**
 * Reads values of variable length from the collections of HDF5's global heap. Format: HDF5 File Format Specification,
 * version 3.0, section III.E; sizes and addresses have eight bytes.
 */
export class HeapReader {
  readonly #window: FileWindow;
  /** Where the current collection is, and its object that was read last: usually the next one follows it. */
  #collection = { start: -1, end: 0, first: 0, last: 0 };

  constructor(window: FileWindow) {
    this.#window = window;
  }

  /**
   * @param reference of a row to its value: the number of elements, the address of a collection, and an index in it
   * @returns bytes of the file, valid until the next call
   * @throws RangeError if the value is not there
   */
  read(reference: DataView, elementBytes: number): Uint8Array<ArrayBuffer> {
    const length = reference.getUint32(0, true) * elementBytes;
    if (length === 0) return new Uint8Array(0);
    const at = this.#find(wide(reference, 4), reference.getUint32(12, true));
    const prefix = this.#view(at, OBJECT_PREFIX);
    if (wide(prefix, 8) < length || at + OBJECT_PREFIX + length > this.#collection.end)
      throw new RangeError("a value is shorter than its row says");
    return this.#window.bytes(at + OBJECT_PREFIX, length);
  }

  /** Address of an object of a collection. */
  #find(collection: number, index: number): number {
    if (this.#collection.start !== collection) {
      const prefix = this.#view(collection, COLLECTION_PREFIX);
      if (prefix.getUint32(0, true) !== SIGNATURE || prefix.getUint8(4) !== VERSION)
        throw new RangeError("not a collection of values");
      const first = collection + COLLECTION_PREFIX;
      this.#collection = { start: collection, end: collection + wide(prefix, 8), first, last: first };
    }
    const { first, last } = this.#collection;
    const at = this.#search(last, index) ?? this.#search(first, index);
    if (at === undefined) throw new RangeError("a collection lacks a value");
    this.#collection.last = at;
    return at;
  }

  /** @param at address of the object to begin with */
  #search(at: number, index: number): number | undefined {
    while (at + OBJECT_PREFIX <= this.#collection.end) {
      const prefix = this.#view(at, OBJECT_PREFIX);
      const found = prefix.getUint16(0, true);
      if (found === FREE_SPACE) break;
      if (found === index) return at;
      at += OBJECT_PREFIX + 8 * Math.ceil(wide(prefix, 8) / 8);
    }
    return undefined;
  }

  #view(address: number, length: number): DataView {
    const { buffer, byteOffset } = this.#window.bytes(address, length);
    return new DataView(buffer, byteOffset, length);
  }
}

function wide(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
}
