import { GrowingDataset } from "../../../src/formats/mrd-hdf5/hdf5/dataset.ts";
import { VLEN_SIZE } from "../../../src/formats/mrd-hdf5/hdf5/datatype.ts";
import { AppendFile } from "../../../src/formats/mrd-hdf5/hdf5/file.ts";
import { GlobalHeap } from "../../../src/formats/mrd-hdf5/hdf5/global-heap.ts";
import { Hdf5Group } from "../../../src/formats/mrd-hdf5/hdf5/group.ts";
import { type HeaderMessage, objectHeader } from "../../../src/formats/mrd-hdf5/hdf5/object-header.ts";
import { acquisitionRow } from "../../../src/formats/mrd-hdf5/member-types.ts";
import type { Acquisition } from "../../../src/mrd/index.ts";
import { temporaryPath } from "./fixtures.ts";

/** The parts of a file that is made object by object, as a writer other than Larmor's may make it. */
export interface HandMade {
  readonly file: AppendFile;
  readonly heap: GlobalHeap;
  /** The group `dataset`. */
  readonly group: Hdf5Group;
  /** Links an object with these messages into the group. */
  add(name: string, messages: readonly HeaderMessage[]): void;
}

/** A dataset that is filled when its file exists. */
export interface Filled {
  fill(): void;
}

/** Makes a file with a group `dataset`. @param build adds objects, and returns those to be filled */
export function handMade(build: (parts: HandMade) => readonly Filled[]): string {
  const path = temporaryPath();
  const file = new AppendFile(path, { sync: false, mode: 0o666 });
  const heap = new GlobalHeap(file);
  const root = new Hdf5Group(file);
  const group = new Hdf5Group(file);
  root.link("dataset", group);
  const add = (name: string, messages: readonly HeaderMessage[]) =>
    group.link(name, { header: file.append(objectHeader(messages).bytes) });
  const datasets = build({ file, heap, group, add });
  heap.store();
  root.store();
  file.begin(root.header);
  for (const dataset of datasets) dataset.fill();
  file.commit();
  file.close();
  return path;
}

/** A dataset of readouts of the shape `[rows, …columns]`. */
export function readoutsOf(
  { file, heap, group }: HandMade,
  readouts: readonly Acquisition[],
  columns: readonly number[],
): Filled {
  const { type, offsets } = acquisitionRow;
  const dataset = new GrowingDataset(file, type, { rowShape: columns, heap });
  group.link("data", dataset);
  const perRow = columns.reduce((product, extent) => product * extent, 1);

  function rowOf(elements: readonly Acquisition[]): Uint8Array {
    const row = new Uint8Array(perRow * type.size);
    for (const [i, { header, trajectory, data }] of elements.entries()) {
      const element = row.subarray(i * type.size, (i + 1) * type.size);
      element.set(header.bytes);
      for (const [k, { buffer, byteOffset, byteLength, length }] of [trajectory, data].entries()) {
        const reference = element.subarray(offsets[k]!, offsets[k]! + VLEN_SIZE);
        heap.insert(new Uint8Array(buffer, byteOffset, byteLength), length, reference);
      }
    }
    heap.store(); // fills in the references
    return row;
  }
  return {
    fill() {
      for (let i = 0; i < readouts.length; i += perRow) dataset.append(rowOf(readouts.slice(i, i + perRow)));
      dataset.store();
    },
  };
}
