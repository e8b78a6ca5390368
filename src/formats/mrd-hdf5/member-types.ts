import {
  AcquisitionHeader,
  DataType,
  ImageHeader,
  type Member,
  type RecordLayout,
  type ScalarType,
  WaveformHeader,
} from "../../mrd/index.ts";
import { aligned } from "./hdf5/bytes.ts";
import {
  array,
  type CompoundMember,
  compound,
  type Datatype,
  float,
  integer,
  VLEN_SIZE,
  vlen,
} from "./hdf5/datatype.ts";

const scalarTypes: Readonly<Record<ScalarType, Datatype>> = {
  u16: integer(2, false),
  u32: integer(4, false),
  i32: integer(4, true),
  u64: integer(8, false),
  f32: float(4),
};

/** The compound type of a header, including its nested structs. */
export function headerType(layout: RecordLayout): Datatype {
  return struct(layout.members, 0, 0, layout.size);
}

/** A struct of members whose paths share the first `depth` names. */
function struct(members: readonly Member[], depth: number, start: number, end: number): Datatype {
  const compoundMembers: CompoundMember[] = [];
  for (let i = 0; i < members.length; ) {
    const first = members[i]!;
    const name = first.path[depth]!;
    const inside = members.filter((member) => member.path[depth] === name);
    const type =
      first.path.length === depth + 1 ? memberType(first) : struct(inside, depth + 1, first.offset, endOf(inside));
    compoundMembers.push({ name, offset: first.offset - start, type });
    i += inside.length;
  }
  return compound(end - start, compoundMembers);
}

function memberType({ scalar, count }: Member): Datatype {
  return count === undefined ? scalarTypes[scalar] : array(scalarTypes[scalar], count);
}

function endOf(members: readonly Member[]): number {
  const last = members.at(-1)!;
  return last.offset + memberType(last).size;
}

/** A row of a dataset: a header, followed by references to variable-length members, aligned as in C. */
export interface RowType {
  readonly type: Datatype;
  readonly offsets: readonly number[];
}

function rowType(layout: RecordLayout, ...sequences: readonly { name: string; of: Datatype }[]): RowType {
  const start = aligned(layout.size);
  const offsets = sequences.map((_, i) => start + i * VLEN_SIZE);
  const members = sequences.map(({ name, of }, i) => ({ name, offset: offsets[i]!, type: vlen(of) }));
  const size = start + sequences.length * VLEN_SIZE;
  return { type: compound(size, [{ name: "head", offset: 0, type: headerType(layout) }, ...members]), offsets };
}

/** A readout, 376 bytes as written by libismrmrd: trajectory at 344, data at 360. */
export const acquisitionRow = rowType(
  AcquisitionHeader.layout,
  { name: "traj", of: float(4) },
  { name: "data", of: float(4) },
);

/** A waveform, 56 bytes: data at 40. */
export const waveformRow = rowType(WaveformHeader.layout, { name: "data", of: integer(4, false) });

export const imageHeaderType = headerType(ImageHeader.layout);

function complex(size: 4 | 8): Datatype {
  const part = float(size);
  return compound(2 * size, [
    { name: "real", offset: 0, type: part },
    { name: "imag", offset: size, type: part },
  ]);
}

/** Type of the pixels in a file, for each data type. */
export const pixelTypes: Readonly<Record<DataType, Datatype>> = {
  [DataType.ushort]: integer(2, false),
  [DataType.short]: integer(2, true),
  [DataType.uint]: integer(4, false),
  [DataType.int]: integer(4, true),
  [DataType.float]: float(4),
  [DataType.double]: float(8),
  [DataType.complexFloat]: complex(4),
  [DataType.complexDouble]: complex(8),
};
