import { writeFileSync } from "node:fs";
import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { Bytes, UNDEFINED } from "../../../src/formats/mrd-hdf5/hdf5/bytes.ts";
import { integer } from "../../../src/formats/mrd-hdf5/hdf5/datatype.ts";
import {
  dataspace,
  datatype,
  fillValue,
  type HeaderMessage,
} from "../../../src/formats/mrd-hdf5/hdf5/object-header.ts";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { acquisitionRow } from "../../../src/formats/mrd-hdf5/member-types.ts";
import { openGroup, temporaryPath } from "./fixtures.ts";
import { type HandMade, handMade } from "./hand-made.ts";
import { lookup3 } from "./lookup3.ts";

const SECRET = "root:x:0:0:a secret of this machine";
const byte = integer(1, false);

function secretFile(): string {
  const path = temporaryPath("secret.txt");
  writeFileSync(path, SECRET.padEnd(4096, "\n"));
  return path;
}

/** Messages of a dataset whose bytes are those of another file. HDF5 file format, IV.A.2.h and IV.A.2.i. */
function externalStorage({ file }: HandMade, size: number, other: string): HeaderMessage[] {
  const names = new Bytes().zeros(8).name(other);
  const segment = file.append(names.take());
  const heap = file.append(new Bytes(32).signature("HEAP").u32(0).u64(names.length).u64(1).u64(segment).take());
  const layout = new Bytes().u8(3, 1).u64(UNDEFINED).u64(size).take();
  const list = new Bytes().u8(1, 0, 0, 0).u16(1).u16(1).u64(heap).u64(8).u64(0).u64(size).take();
  return [
    { type: 0x0008, body: layout },
    { type: 0x0007, body: list },
  ];
}

/** The layout of a dataset that is composed of another file's dataset. HDF5 file format, IV.A.2.i and VIII.A. */
function virtualStorage({ heap }: HandMade, other: string, dataset: string): HeaderMessage[] {
  const all = () => new Bytes().u32(3).u32(1).u32(0).u32(0).take();
  const zeroTerminated = (text: string) => Buffer.from(`${text}\0`);
  const entries = new Bytes()
    .u8(0)
    .u64(1)
    .raw(zeroTerminated(other))
    .raw(zeroTerminated(dataset))
    .raw(all())
    .raw(all());
  const block = entries.u32(lookup3(entries.take())).take();
  const reference = new Uint8Array(16);
  heap.insert(block, block.length, reference);
  heap.store();
  return [{ type: 0x0008, body: new Bytes().u8(4, 3).raw(reference.subarray(4)).take() }];
}

const refused = (dataset: string, other: string) =>
  expect.objectContaining({
    code: "in-another-file",
    message: expect.stringContaining(`${dataset} is stored in another file, ${other}, which is not read`) as string,
  });

describe("a dataset whose values are in another file", () => {
  it("by external raw storage is refused as a header", async () => {
    const other = secretFile();
    const path = handMade((parts) => {
      const shape = [SECRET.length];
      parts.add("xml", [
        dataspace(shape, false),
        datatype(byte),
        fillValue(),
        ...externalStorage(parts, shape[0]!, other),
      ]);
      return [];
    });
    const group = await openGroup(path);
    expect(() => group.header).toThrow(refused("/dataset/xml", other));
  });

  it("by external raw storage is refused as readouts, also if they are longer than the file itself", async () => {
    const other = secretFile();
    for (const rows of [1, 10_000]) {
      const { type } = acquisitionRow;
      const path = handMade((parts) => {
        const storage = externalStorage(parts, rows * type.size, other);
        parts.add("data", [dataspace([rows], false), datatype(type), fillValue(), ...storage]);
        return [];
      });
      const group = await openGroup(path);
      expect(() => [...group.acquisitions()]).toThrow(refused("/dataset/data", other));
    }
  });

  it("by a virtual dataset is refused, instead of giving zeros for what cannot be opened", async () => {
    const other = temporaryPath("other.h5");
    const { File } = await h5wasm.ready.then(() => h5wasm);
    const source = new File(other, "w");
    source.create_dataset({ name: "text", data: Buffer.from(SECRET), shape: [SECRET.length], dtype: "<B" });
    source.close();
    for (const file of [other, "/no/such/file.h5"]) {
      const path = handMade((parts) => {
        const virtual = virtualStorage(parts, file, "text");
        parts.add("xml", [dataspace([SECRET.length], false), datatype(byte), fillValue(), ...virtual]);
        return [];
      });
      const group = await openGroup(path);
      expect(() => group.header).toThrow(refused("/dataset/xml", file));
    }
  });

  it("by an external link is not read", async () => {
    const other = temporaryPath("other.h5");
    const { File } = await h5wasm.ready.then(() => h5wasm);
    const source = new File(other, "w");
    source.create_group("dataset").create_dataset({ name: "xml", data: SECRET });
    source.close();
    const path = temporaryPath();
    const file = new File(path, "w");
    file.create_external_link(other, "/dataset", "dataset");
    const own = file.create_group("b");
    own.create_dataset({ name: "xml", data: "<own/>" });
    own.create_external_link(other, "/dataset/xml", "config");
    file.close();
    const opened = await MrdFile.open(path);
    expect(opened.groups.map(({ name }) => name)).toEqual(["b"]);
    expect(opened.group().config).toBeUndefined();
    opened.close();
  });
});
