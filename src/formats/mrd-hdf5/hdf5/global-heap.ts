import { aligned, Bytes } from "./bytes.ts";
import { VLEN_SIZE } from "./datatype.ts";
import type { AppendFile } from "./file.ts";

/**
 * Values are grouped into collections of up to this size, because a reader of one value has to read its whole
 * collection.
 */
const COLLECTION_BYTES = 65_536;
const LEAST_COLLECTION = 4096;
const PREFIX_SIZE = 16;
const OBJECT_PREFIX_SIZE = 16;
const FREE_SPACE = 0;

/** Storage of variable-length values: a sequence of collections, each written once. */
export class GlobalHeap {
  readonly #file: AppendFile;
  readonly #objects = new Uint8Array(COLLECTION_BYTES - PREFIX_SIZE);
  /** References in rows to the collection that is being filled, which has no address yet. */
  #references: Uint8Array[] = [];
  #used = 0;

  constructor(file: AppendFile) {
    this.#file = file;
  }

  /**
   * Stores a value, and fills in the reference in its row: at the latest when `store` is called, which must be before
   * that row is written.
   * @param count elements of the value
   */
  insert(value: Uint8Array, count: number, reference: Uint8Array): void {
    viewOf(reference).setUint32(0, count, true);
    reference.fill(0, 4, VLEN_SIZE); // An empty value is not stored.
    if (value.length === 0) return;
    const size = OBJECT_PREFIX_SIZE + aligned(value.length);
    if (size > this.#objects.length) {
      const bytes = PREFIX_SIZE + size;
      const address = this.#file.allocate(bytes);
      this.#file.write(address, collectionPrefix(bytes), objectPrefix(1, value.length), value);
      locate(reference, address, 1);
      return;
    }
    if (this.#used + size > this.#objects.length) this.store();
    this.#references.push(reference);
    this.#objects.set(objectPrefix(this.#references.length, value.length), this.#used);
    this.#objects.set(value, this.#used + OBJECT_PREFIX_SIZE);
    this.#used += size;
  }

  /** Writes the collection that is being filled, and fills in the references to it. */
  store(): void {
    if (this.#references.length === 0) return;
    const bytes = Math.max(PREFIX_SIZE + this.#used, LEAST_COLLECTION);
    const address = this.#file.allocate(bytes);
    const rest = bytes - PREFIX_SIZE - this.#used;
    const free = rest < OBJECT_PREFIX_SIZE ? new Uint8Array(rest) : objectPrefix(FREE_SPACE, rest);
    this.#file.write(address, collectionPrefix(bytes), this.#objects.subarray(0, this.#used), free);
    this.#references.forEach((reference, i) => {
      locate(reference, address, i + 1);
    });
    this.#references = [];
    this.#used = 0;
  }
}

function collectionPrefix(size: number): Uint8Array {
  return new Bytes(PREFIX_SIZE).signature("GCOL").u8(1, 0, 0, 0).u64(size).take();
}

function objectPrefix(index: number, size: number): Uint8Array {
  return new Bytes(OBJECT_PREFIX_SIZE).u16(index).u16(0).u32(0).u64(size).take();
}

function locate(reference: Uint8Array, address: number, index: number): void {
  const view = viewOf(reference);
  view.setBigUint64(4, BigInt(address), true);
  view.setUint32(12, index, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
