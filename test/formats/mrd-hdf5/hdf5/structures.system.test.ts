import { describe, expect, it } from "vitest";
import { u64 } from "../../../../src/formats/mrd-hdf5/hdf5/bytes.ts";
import { ChunkIndex } from "../../../../src/formats/mrd-hdf5/hdf5/chunk-index.ts";
import { GrowingDataset } from "../../../../src/formats/mrd-hdf5/hdf5/dataset.ts";
import { integer } from "../../../../src/formats/mrd-hdf5/hdf5/datatype.ts";
import { AppendFile, Stage } from "../../../../src/formats/mrd-hdf5/hdf5/file.ts";
import { Hdf5Group } from "../../../../src/formats/mrd-hdf5/hdf5/group.ts";
import {
  chunkedLayout,
  dataspace,
  datatype,
  FIRST_DIMENSION,
  fillValue,
  INDEX_ADDRESS,
  objectHeader,
} from "../../../../src/formats/mrd-hdf5/hdf5/object-header.ts";
import { runPython, skipReason, withReason } from "../../../support/peers.ts";
import { temporaryPath } from "../fixtures.ts";

function open(path: string): { file: AppendFile; root: Hdf5Group } {
  const file = new AppendFile(path, { sync: false, mode: 0o600 });
  const root = new Hdf5Group(file);
  root.store();
  file.begin(root.header);
  return { file, root };
}

describe("patches", () => {
  it("are each within one page, wherever their object is in a file", () => {
    const path = temporaryPath();
    for (let shift = 0; shift < 4096; shift += 8) {
      const { file, root } = open(path);
      file.allocate(shift);
      const group = new Hdf5Group(file);
      root.link("group", group);
      for (const name of ["first", "second"]) {
        const dataset = new GrowingDataset(file, integer(4, false));
        group.link(name, dataset);
        root.store();
        file.commit();
        dataset.append(new Uint8Array(4));
        dataset.store();
        file.commit();
      }
      file.discard();
    }
  });

  it("are refused where they do not", () => {
    const { file } = open(temporaryPath());
    expect(() => file.patch(Stage.nodes, 4092, u64(0))).toThrow(RangeError);
    file.close();
  });
});

const reason = skipReason("python");
describe.skipIf(reason)(withReason("HDF5 structures, judged by h5py", reason), () => {
  it("a group of many links, added a few at a time, is in the order of its names' bytes", () => {
    const path = temporaryPath();
    const { file, root } = open(path);
    const names = Array.from({ length: 700 }, (_, i) => `${"aÅz~"[i % 4]}${(i * 7919) % 1009}`);
    names.forEach((name, i) => {
      root.link(name, new GrowingDataset(file, integer(4, false)));
      if (i % 50 > 0) return;
      root.store();
      file.commit();
    });
    root.store();
    file.commit();
    file.close();
    const script = `
import sys, h5py
with h5py.File(sys.argv[1]) as f:
    print("\\n".join(f.keys()))
    assert all(name in f and f[name].shape == (0,) for name in f.keys())`;
    const sorted = names
      .map((name) => Buffer.from(name))
      .sort(Buffer.compare)
      .map(String);
    expect(runPython(script, [path]).trimEnd().split("\n")).toEqual(sorted);
  });

  it.each([1, 64, 65, 4096, 4097, 9000])("an index of %i chunks finds every chunk", (chunks) => {
    const path = temporaryPath();
    const { file, root } = open(path);
    // One element per chunk, so that a deep tree stays a small file.
    const messages = [dataspace([0], true), datatype(integer(4, false)), fillValue(), chunkedLayout([1], 4)];
    const { bytes, bodies } = objectHeader(messages);
    const header = file.append(bytes);
    const index = new ChunkIndex(file, header + bodies[3]! + INDEX_ADDRESS, { rank: 1, rows: 1, bytes: 4 });
    root.link("numbers", { header });
    for (let i = 0; i < chunks; i++) {
      index.add(file.append(new Uint8Array(Uint32Array.of(3 * i).buffer)));
      file.patch(Stage.extent, header + bodies[0]! + FIRST_DIMENSION, u64(i + 1));
      if (i % 37 > 0) continue;
      root.store();
      file.commit();
    }
    root.store();
    file.commit();
    file.close();
    const script = `
import sys, h5py, numpy
with h5py.File(sys.argv[1]) as f:
    d = f["numbers"]
    assert (d[:] == 3 * numpy.arange(len(d))).all()
    print(len(d), d.id.get_num_chunks())`;
    expect(runPython(script, [path]).trim()).toBe(`${chunks} ${chunks}`);
  });
});
