import { copyBytes, SlabAllocator } from "../../memory/index.ts";
import { counted } from "../../text/index.ts";

/** Fixed-size binary records, described once as a table and read through lazy views over their bytes. */

/** A separate small allocation for each changed copy would cost ten times as much. */
const copies = new SlabAllocator();

const scalars = {
  u16: { size: 2, get: DataView.prototype.getUint16, set: DataView.prototype.setUint16 },
  u32: { size: 4, get: DataView.prototype.getUint32, set: DataView.prototype.setUint32 },
  i32: { size: 4, get: DataView.prototype.getInt32, set: DataView.prototype.setInt32 },
  f32: { size: 4, get: DataView.prototype.getFloat32, set: DataView.prototype.setFloat32 },
  u64: { size: 8, get: DataView.prototype.getBigUint64, set: DataView.prototype.setBigUint64 },
} as const;

export type ScalarType = keyof typeof scalars;

/** A record's fields in order: a scalar, or an array as `[scalar, count]`. */
export type Fields = Readonly<Record<string, ScalarType | readonly [ScalarType, number]>>;

type ScalarValue<S extends ScalarType> = S extends "u64" ? bigint : number;
type FieldValue<D> = D extends ScalarType
  ? ScalarValue<D>
  : D extends readonly [infer S extends ScalarType, number]
    ? readonly ScalarValue<S>[]
    : never;
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: FieldValue<F[K]> };

/** Position of one field in its record. */
export interface Member {
  /** Name in Larmor, camelCase. */
  readonly name: string;
  /** Name in ismrmrd.h and in HDF5 files, preceded by its struct's name if it is in a nested one. */
  readonly path: readonly string[];
  readonly scalar: ScalarType;
  /** Array length, or `undefined` for a plain scalar. */
  readonly count: number | undefined;
  /** In bytes from the start of the record. */
  readonly offset: number;
}

export interface RecordLayout<F extends Fields = Fields> {
  readonly fields: F;
  readonly size: number;
  readonly members: readonly Member[];
}

/** Size of one value of a scalar type, in bytes. */
export function scalarSize(scalar: ScalarType): number {
  return scalars[scalar].size;
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z0-9])/g, "_").toLowerCase();
}

/**
 * Lays out fields one after another.
 * @param options.struct name of the nested C struct and the fields that belong to it
 * @param options.padded pad like a C compiler, the default; otherwise fields are packed
 */
export function recordLayout<const F extends Fields>(
  fields: F,
  options: { struct?: { name: string; fields: Fields }; padded?: boolean } = {},
): RecordLayout<F> {
  const members: Member[] = [];
  let offset = 0;
  const alignTo = (bytes: number) => {
    if (options.padded) offset = Math.ceil(offset / bytes) * bytes;
  };
  for (const [name, definition] of Object.entries(fields)) {
    const [scalar, count] = typeof definition === "string" ? [definition, undefined] : definition;
    const nested = options.struct !== undefined && name in options.struct.fields ? [options.struct.name] : [];
    alignTo(scalarSize(scalar));
    members.push({ name, path: [...nested, snakeCase(name)], scalar, count, offset });
    offset += scalarSize(scalar) * (count ?? 1);
  }
  alignTo(8);
  return { fields, size: offset, members };
}

/** Offsets of the 16-bit words of some members. */
function wordsOf(members: readonly Member[]): Uint16Array {
  const offsets = members.flatMap(({ offset, scalar, count = 1 }) =>
    Array.from({ length: (scalarSize(scalar) * count) / 2 }, (_, word) => offset + 2 * word),
  );
  return Uint16Array.from(offsets);
}

/** A view over the bytes of one record. Nothing is decoded until a field is read. */
export interface RecordView<F extends Fields> {
  readonly bytes: Uint8Array;
  /** Whether a flag is set. */
  has(flag: number): boolean;
  /** The same record in memory of its own. */
  copy(): this;
  /**
   * A copy with some fields changed.
   * @throws RangeError for a value that its field cannot hold: an integer out of range, an array of another length
   */
  with(values: Partial<FieldValues<F>>): this;
  /** All fields, decoded, for printing and comparing. */
  toObject(): FieldValues<F>;
}

export interface RecordClass<F extends Fields> {
  readonly layout: RecordLayout<F>;
  /** Compares some fields of two records by their bytes, without decoding them. */
  equalityOf(...names: readonly (keyof F)[]): (a: RecordView<F>, b: RecordView<F>) => boolean;
  new (bytes: Uint8Array): FieldValues<F> & RecordView<F>;
}

/**
 * Creates the class of lazy views over records of a layout.
 * @throws RangeError from the constructor if the bytes do not have the record's size
 */
export function recordClass<F extends Fields & { flags: "u64" }>(layout: RecordLayout<F>): RecordClass<F> {
  const setters = new Map(layout.members.map((member) => [member.name, setterOf(member)]));
  const flagsOffset = layout.members.find(({ name }) => name === "flags")!.offset;

  class View {
    static readonly layout = layout;

    static equalityOf(...names: readonly string[]): (a: View, b: View) => boolean {
      const offsets = wordsOf(layout.members.filter(({ name }) => names.includes(name)));
      return ({ bytes: a }, { bytes: b }) => {
        for (let i = 0; i < offsets.length; i += 1) {
          const offset = offsets[i]!;
          if (a[offset] !== b[offset] || a[offset + 1] !== b[offset + 1]) return false;
        }
        return true;
      };
    }

    #view: DataView | undefined;

    constructor(readonly bytes: Uint8Array) {
      if (bytes.length !== layout.size)
        throw new RangeError(`expected a record of ${counted(layout.size, "byte")}, got ${bytes.length}`);
    }

    get view(): DataView {
      this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
      return this.#view;
    }

    has(flag: number): boolean {
      const bit = flag - 1;
      return ((this.bytes[flagsOffset + (bit >> 3)]! >> (bit & 7)) & 1) === 1;
    }

    copy(): this {
      const bytes = copies.bytes(layout.size);
      copyBytes(bytes, this.bytes, 0);
      return new (this.constructor as new (bytes: Uint8Array) => this)(bytes);
    }

    with(values: Readonly<Record<string, unknown>>): this {
      const copy = this.copy();
      for (const name in values) {
        const value = values[name];
        if (value !== undefined) setters.get(name)?.(copy, value);
      }
      return copy;
    }

    toObject(): Record<string, unknown> {
      return Object.fromEntries(layout.members.map((member) => [member.name, read(this.view, member)]));
    }
  }

  for (const member of layout.members) {
    Object.defineProperty(View.prototype, member.name, { enumerable: true, get: getterOf(member) });
  }
  return View as unknown as RecordClass<F>;
}

/**
 * Scalars that are read from every readout have getters that the compiler can inline. Integers need no DataView, which
 * would be an object more for each readout.
 */
function getterOf(member: Member): (this: { readonly view: DataView; readonly bytes: Uint8Array }) => unknown {
  const { scalar, count, offset } = member;
  if (count === undefined && scalar === "u16")
    return function () {
      const { bytes } = this;
      return bytes[offset]! | (bytes[offset + 1]! << 8);
    };
  if (count === undefined && scalar === "u32")
    return function () {
      const { bytes } = this;
      return (
        (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>> 0
      );
    };
  if (count === undefined && scalar === "f32")
    return function () {
      return this.view.getFloat32(offset, true);
    };
  return function () {
    return read(this.view, member);
  };
}

type AnyScalar = number | bigint;
interface Scalar {
  readonly size: number;
  readonly get: (this: DataView, offset: number, littleEndian: boolean) => AnyScalar;
  readonly set: (this: DataView, offset: number, value: never, littleEndian: boolean) => void;
}

function read(view: DataView, { scalar, count, offset }: Member): AnyScalar | AnyScalar[] {
  const { get, size }: Scalar = scalars[scalar];
  if (count === undefined) return get.call(view, offset, true);
  return Array.from({ length: count }, (_, i) => get.call(view, offset + i * size, true));
}

/** Fields that are changed in every readout have setters that the compiler can inline. */
function setterOf(
  member: Member,
): (record: { readonly view: DataView; readonly bytes: Uint8Array }, value: unknown) => void {
  const { name, scalar, count, offset } = member;
  if (count === undefined && scalar === "u16")
    return ({ bytes }, value) => {
      if (((value as number) & 0xffff) !== value) throw unfit(member, value);
      bytes[offset] = value & 0xff;
      bytes[offset + 1] = value >> 8;
    };
  const { get, set, size }: Scalar = scalars[scalar];
  const put = (view: DataView, place: number, value: AnyScalar) => {
    set.call(view, place, value as never, true);
    // A DataView wraps and truncates integers silently; floats are meant to be rounded.
    if (scalar !== "f32" && get.call(view, place, true) !== value) throw unfit(member, value);
  };
  if (count === undefined) return ({ view }, value) => put(view, offset, value as AnyScalar);
  return ({ view }, value) => {
    const values = value as readonly AnyScalar[];
    if (values.length !== count) throw new RangeError(`${name} has ${counted(count, "element")}, not ${values.length}`);
    for (const [i, element] of values.entries()) put(view, offset + i * size, element);
  };
}

const unfitErrors = new WeakSet<object>();

/** Whether an error is that of a value which a field of a header cannot hold. */
export function isUnfitValue(error: unknown): error is RangeError {
  return error instanceof RangeError && unfitErrors.has(error);
}

function unfit({ name, scalar }: Member, value: unknown): RangeError {
  const error = new RangeError(`${name} is of type ${scalar}, which cannot hold ${value}`);
  unfitErrors.add(error);
  return error;
}
