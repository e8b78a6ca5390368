import type { Metadata } from "h5wasm/node";
import { SlabAllocator } from "../../memory/index.ts";
import { type Member, type RecordLayout, type ScalarType, scalarSize } from "../../mrd/index.ts";
import { StorageError } from "./errors.ts";
import { type MemberMetadata, TypeClass } from "./h5-file.ts";

/** A run of bytes to copy from a header in a file to Larmor's layout. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

const scalarClass: Readonly<Record<ScalarType, { type: number; signed: boolean }>> = {
  u16: { type: TypeClass.integer, signed: false },
  u32: { type: TypeClass.integer, signed: false },
  i32: { type: TypeClass.integer, signed: true },
  u64: { type: TypeClass.integer, signed: false },
  f32: { type: TypeClass.float, signed: false },
};

/**
 * Creates the function that copies one header from a file, whose writer may have laid out the members differently.
 * @param type the compound type of the header in the file
 * @param where named in errors
 * @throws StorageError `unsupported-layout`, naming a member that is absent or of another type than MRD's
 */
export function headerReader(
  layout: RecordLayout,
  type: Metadata,
  where: string,
  memory = new SlabAllocator(),
): (bytes: Uint8Array, start: number) => Uint8Array {
  const runs = merged(layout.members.map((member) => locate(member, type, where)));
  return (bytes, start) => {
    const header = memory.bytes(layout.size).fill(0); // Padding between members is copied too.
    for (const { from, to, length } of runs) header.set(bytes.subarray(start + from, start + from + length), to);
    return header;
  };
}

function locate(member: Member, type: Metadata, where: string): Run {
  let memberType: Metadata = type;
  let from = 0;
  for (const name of member.path) {
    const inner: MemberMetadata | undefined = memberType.compound_type?.members.find(
      (candidate) => candidate.name === name,
    );
    if (inner === undefined) throw unsupported(where, member, "is missing");
    from += inner.offset;
    memberType = inner;
  }
  const length = scalarSize(member.scalar) * (member.count ?? 1);
  const scalar = memberType.array_type ?? memberType;
  const expected = scalarClass[member.scalar];
  const fits =
    scalar.type === expected.type &&
    (scalar.type === TypeClass.float || scalar.signed === expected.signed) &&
    scalar.size === scalarSize(member.scalar) &&
    scalar.littleEndian && // HDF5 converts plain values, but h5wasm does not request it for values within structs.
    memberType.size === length;
  if (!fits)
    throw unsupported(where, member, `is ${describe(memberType)}, expected ${member.scalar}${times(member.count)}`);
  return { from, to: member.offset, length };
}

/** Merges runs that are contiguous in both layouts. */
function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && last.from + last.length === run.from && last.to + last.length === run.to) {
      result[result.length - 1] = { ...last, length: last.length + run.length };
    } else {
      result.push(run);
    }
  }
  return result;
}

function describe(metadata: Metadata): string {
  const { type, size, signed, littleEndian } = metadata.array_type ?? metadata;
  const letter =
    type === TypeClass.float ? "f" : type === TypeClass.integer ? (signed ? "i" : "u") : `class ${type} of `;
  return `${littleEndian ? "" : "big-endian "}${letter}${8 * size}${times(metadata.array_type && metadata.size / size)}`;
}

function times(count: number | undefined): string {
  return count === undefined ? "" : `[${count}]`;
}

function unsupported(where: string, member: Member, what: string): StorageError {
  return new StorageError("unsupported-layout", `${where}: member head.${member.path.join(".")} ${what}`);
}
