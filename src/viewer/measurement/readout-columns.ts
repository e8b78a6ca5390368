import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { AcquisitionHeader, type Member, scalarSize } from "../../mrd/index.ts";
import type { ReadoutColumn, ReadoutColumns } from "../api/index.ts";

/** A column of the table of readouts. */
interface Field {
  readonly name: string;
  /** From the start of a header, in bytes. */
  readonly offset: number;
  readonly type: "u16" | "u32" | "i32" | "f32";
}

const axes = ["x", "y", "z"];
const fields: readonly Field[] = AcquisitionHeader.layout.members.flatMap(fieldsOf);

/** A mask of 64 bits is two columns, since JavaScript's numbers do not hold it. */
function fieldsOf({ name, scalar, count, offset }: Member): Field[] {
  if (scalar === "u64") {
    const words = 2 * (count ?? 1);
    return Array.from({ length: words }, (_, i) => ({ name: `${name}_${i}`, offset: offset + 4 * i, type: "u32" }));
  }
  if (count === undefined) return [{ name, offset, type: scalar }];
  const suffix = (i: number) => (count === 3 && scalar === "f32" ? axes[i]! : String(i));
  return Array.from({ length: count }, (_, i) => ({
    name: `${name}_${suffix(i)}`,
    offset: offset + i * scalarSize(scalar),
    type: scalar,
  }));
}

const readers = {
  u16: (view: DataView, at: number) => view.getUint16(at, true),
  u32: (view: DataView, at: number) => view.getUint32(at, true),
  i32: (view: DataView, at: number) => view.getInt32(at, true),
  f32: (view: DataView, at: number) => view.getFloat32(at, true),
};
const arrays = { u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array };

/** Columns of a table of readouts, and the values of those that vary. */
export interface ColumnsAndValues {
  readonly meta: ReadoutColumns;
  readonly arrays: readonly (Uint16Array | Uint32Array | Int32Array | Float32Array)[];
}

/** All header fields of some readouts by column, so that few bytes travel: most fields are the same in all. */
export function readoutColumns(group: MrdGroup, start: number, end: number): ColumnsAndValues {
  const bytes = group.acquisitionHeaders({ start, end });
  const { size } = AcquisitionHeader.layout;
  const count = bytes.length / size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const columns: ReadoutColumn[] = [];
  const varying: ColumnsAndValues["arrays"][number][] = [];
  for (const { name, offset, type } of count === 0 ? [] : fields) {
    const read = readers[type];
    const first = read(view, offset);
    let row = 1;
    while (row < count && Object.is(read(view, row * size + offset), first)) row += 1;
    if (row >= count) columns.push({ name, constant: first });
    else {
      const values = new arrays[type](count).fill(first);
      for (; row < count; row += 1) values[row] = read(view, row * size + offset);
      columns.push({ name });
      varying.push(values);
    }
  }
  return { meta: { start, count, columns }, arrays: varying };
}
