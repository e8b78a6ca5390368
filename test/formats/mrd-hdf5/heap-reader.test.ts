import { closeSync, openSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileWindow } from "../../../src/formats/mrd-hdf5/file-window.ts";
import { HeapReader } from "../../../src/formats/mrd-hdf5/heap-reader.ts";
import { temporaryPath } from "./fixtures.ts";

const WINDOW = 64;
const START = 40;

/** A window over a file with these bytes. */
function windowOver(bytes: Uint8Array): FileWindow {
  const path = temporaryPath();
  writeFileSync(path, bytes);
  const fd = openSync(path, "r");
  onTestFinished(() => closeSync(fd));
  return new FileWindow(fd, WINDOW);
}

interface Value {
  readonly index: number;
  readonly bytes: readonly number[];
}

/** A file with a collection, as section III.E of the specification describes it. */
function fileWith(values: readonly Value[], { signature = "GCOL", version = 1, free = 32 } = {}): Buffer {
  const objects = values.map(({ index, bytes }) => {
    const object = Buffer.alloc(16 + 8 * Math.ceil(bytes.length / 8));
    object.writeUInt16LE(index, 0);
    object.writeBigUInt64LE(BigInt(bytes.length), 8);
    object.set(bytes, 16);
    return object;
  });
  const rest = Buffer.alloc(free);
  if (free >= 16) rest.writeBigUInt64LE(BigInt(free), 8);
  const content = Buffer.concat([...objects, rest]);
  const prefix = Buffer.alloc(16);
  prefix.write(signature, "latin1");
  prefix[4] = version;
  prefix.writeBigUInt64LE(BigInt(16 + content.length), 8);
  return Buffer.concat([Buffer.alloc(START), prefix, content]);
}

function reference(count: number, index: number, collection = START): DataView {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, count, true);
  view.setBigUint64(4, BigInt(collection), true);
  view.setUint32(12, index, true);
  return view;
}

const counted = (length: number, first: number) => Array.from({ length }, (_, i) => (first + i) % 256);
const values: readonly Value[] = [
  { index: 1, bytes: counted(4, 1) },
  { index: 2, bytes: counted(12, 20) },
  { index: 7, bytes: counted(200, 50) }, // longer than the window
  { index: 3, bytes: counted(8, 9) },
];

describe("a value of variable length", () => {
  it.each([
    [1, 2, 7, 3],
    [3, 7, 2, 1],
    [2, 2, 3, 1, 7, 3],
  ])("is found in any order: %i %i %i %i", (...order) => {
    const heap = new HeapReader(windowOver(fileWith(values)));
    for (const index of order) {
      const { bytes } = values.find((value) => value.index === index)!;
      expect([...heap.read(reference(bytes.length / 4, index), 4)]).toEqual(bytes);
    }
  });

  it("may be shorter than what is stored, or empty", () => {
    const heap = new HeapReader(windowOver(fileWith(values)));
    expect([...heap.read(reference(2, 2), 4)]).toEqual(counted(8, 20));
    expect(heap.read(reference(0, 0, 0), 4).length).toBe(0);
  });

  it.each([
    ["a value that is shorter than its row says", fileWith(values), reference(4, 2)],
    ["an index that there is not", fileWith(values), reference(1, 4)],
    ["the index of free space", fileWith(values), reference(1, 0)],
    ["an index that there is not, in a full collection", fileWith(values, { free: 0 }), reference(1, 4)],
    ["another signature", fileWith(values, { signature: "LOST" }), reference(1, 1)],
    ["another version", fileWith(values, { version: 2 }), reference(1, 1)],
    ["an address beyond the file", fileWith(values), reference(1, 1, 1e6)],
    ["an address that is not exact", fileWith(values), reference(1, 1, 2 ** 63)],
    ["a value beyond the end of the file", fileWith(values).subarray(0, 150), reference(50, 7)],
    ["a value beyond its collection", beyond(), reference(2 ** 29, 1)],
  ])("is not found with %s", (_, file, row) => {
    const heap = new HeapReader(windowOver(file));
    expect(() => heap.read(row, 4)).toThrow(RangeError);
  });
});

/** A file whose only value claims more bytes than there are. */
function beyond(): Buffer {
  const file = fileWith([{ index: 1, bytes: counted(8, 0) }]);
  file.writeBigUInt64LE(2n ** 32n, START + 16 + 8);
  return file;
}

describe("a window of a file", () => {
  const bytes = Uint8Array.from(counted(200, 0));

  it("gives bytes from anywhere, and keeps what is near", () => {
    const window = windowOver(bytes);
    for (const [address, length] of [
      [0, 10],
      [54, 10],
      [55, 10],
      [190, 10],
      [3, 150],
      [150, 50],
    ] as const) {
      expect([...window.bytes(address, length)]).toEqual(counted(length, address));
      expect(window.has(address, length)).toBe(true);
    }
    expect(window.has(149, 10)).toBe(false);
    expect(window.has(195, 10)).toBe(false);
  });

  it("keeps nothing of a read that failed", () => {
    const path = temporaryPath();
    writeFileSync(path, bytes);
    const fd = openSync(path, "r");
    const window = new FileWindow(fd, WINDOW);
    window.bytes(0, 10);
    closeSync(fd);
    expect(() => window.bytes(100, 10)).toThrow(RangeError);
    expect(window.has(0, 10)).toBe(false);
    expect(window.has(100, 10)).toBe(false);
  });
});
