import { describe, expect, it } from "vitest";
import {
  AcquisitionFlag,
  AcquisitionHeader,
  flagMask,
  ImageHeader,
  type RecordLayout,
  WaveformHeader,
} from "../../src/mrd/index.ts";
import {
  acquisitionSize,
  acquisitionSpots,
  type FieldValue,
  headerBytes,
  imageSize,
  imageSpots,
  type Spot,
  waveformSize,
  waveformSpots,
} from "../support/wire-bytes.ts";

interface Header {
  readonly bytes: Uint8Array;
  with(values: object): Header;
  toObject(): object;
}
interface Kind {
  readonly name: string;
  readonly Header: { readonly layout: RecordLayout; new (bytes: Uint8Array): Header };
  readonly size: number;
  readonly spots: Readonly<Record<string, Spot>>;
}
const kinds: readonly Kind[] = [
  { name: "acquisition", Header: AcquisitionHeader, size: acquisitionSize, spots: acquisitionSpots },
  { name: "image", Header: ImageHeader, size: imageSize, spots: imageSpots },
  { name: "waveform", Header: WaveformHeader, size: waveformSize, spots: waveformSpots },
];

/** Values whose bytes all differ, so that a wrong offset, width, sign or byte order is detected. */
const samples = { u16: 0xa1b2, u32: 0xa1b2c3d4, i32: -0x1e2d3c4b, f32: -1234.5, u64: 0xa1b2c3d4e5f60718n };

function sample([, kind, count]: Spot): FieldValue {
  const value = samples[kind];
  if (count === undefined) return value;
  return Array.from({ length: count }, (_, i) => (typeof value === "bigint" ? value - BigInt(i) : value - i));
}

describe.each(kinds)("$name header", ({ Header, size, spots }) => {
  it(`has ${size} bytes and no other fields`, () => {
    expect(Header.layout.size).toBe(size);
    expect(Header.layout.members.map((member) => member.name)).toEqual(Object.keys(spots));
    expect(() => new Header(new Uint8Array(size - 1))).toThrow(RangeError);
  });

  it.each(Object.entries(spots))("%s is read from its offset only", (name, spot) => {
    const header = new Header(headerBytes(size, spots, { [name]: sample(spot) }));
    const zeros = new Header(Buffer.alloc(size)).toObject();
    expect(header.toObject()).toEqual({ ...zeros, [name]: sample(spot) });
    expect(header).toHaveProperty(name, sample(spot));
  });

  it.each(Object.entries(spots))("%s is written to its offset only", (name, spot) => {
    const written = new Header(new Uint8Array(size)).with({ [name]: sample(spot) });
    expect(Buffer.from(written.bytes)).toEqual(headerBytes(size, spots, { [name]: sample(spot) }));
  });

  it("reads at any offset in a larger buffer, aligned or not", () => {
    const all = Object.fromEntries(Object.entries(spots).map(([name, spot]) => [name, sample(spot)]));
    const outer = Buffer.concat([Buffer.alloc(3), headerBytes(size, spots, all), Buffer.alloc(5)]);
    expect(new Header(outer.subarray(3, 3 + size)).toObject()).toEqual(all);
  });

  it.each([
    ["a Uint8Array", new Uint8Array(size)],
    ["a Buffer, whose slice is not a copy", Buffer.alloc(size)],
  ])("leaves the original unchanged when %s is copied", (_, bytes) => {
    const original = new Header(bytes);
    original.with({ version: 7, flags: 1n });
    expect(Buffer.from(original.bytes)).toEqual(Buffer.alloc(size));
  });

  it("keeps all other fields, and padding, in a copy", () => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 120);
    const copy = new Header(bytes).with({ version: 0xffff });
    expect(copy).toBeInstanceOf(Header);
    expect([...copy.bytes.subarray(2)]).toEqual([...bytes.subarray(2)]);
  });

  it.each([-1, 65536, 1.5, Number.NaN])("refuses %d for a 16-bit integer instead of wrapping it", (value) => {
    expect(() => new Header(new Uint8Array(size)).with({ version: value })).toThrow(/version is of type u16/);
  });

  it("refuses more than 64 bits of flags", () => {
    expect(() => new Header(new Uint8Array(size)).with({ flags: 1n << 64n })).toThrow(RangeError);
  });
});

describe("header fields", () => {
  it("refuse an array of another length", () => {
    expect(() => AcquisitionHeader.of({ position: [1, 2] })).toThrow("position has 3 elements, not 2");
  });

  it.each(Object.entries(acquisitionSpots))("%s alone is compared by equalityOf, in all of its bytes", (name, spot) => {
    const zero = AcquisitionHeader.of({});
    const other = zero.with({ [name]: sample(spot) });
    const others = Object.keys(acquisitionSpots).filter((each) => each !== name) as "flags"[];
    const areEqual = AcquisitionHeader.equalityOf(name as "flags");
    expect([areEqual(zero, zero.with({})), areEqual(zero, other)]).toEqual([true, false]);
    expect(AcquisitionHeader.equalityOf(...others)(zero, other)).toBe(true);
  });

  it("start at version 1 and zero", () => {
    const { version, ...others } = AcquisitionHeader.of({}).toObject();
    expect(version).toBe(1);
    expect(
      Object.values(others)
        .flat()
        .every((value) => Number(value) === 0),
    ).toBe(true);
  });

  it("count an image's pixels over all channels", () => {
    expect(ImageHeader.of({ matrixSize: [5, 4, 3], channels: 2 }).pixelCount).toBe(120);
  });
});

describe("flags", () => {
  it.each(Array.from({ length: 64 }, (_, i) => i + 1))("bit %d is counted from 1", (bit) => {
    const header = new AcquisitionHeader(
      headerBytes(acquisitionSize, acquisitionSpots, { flags: 2n ** BigInt(bit - 1) }),
    );
    const set = Array.from({ length: 64 }, (_, i) => i + 1).filter((flag) => header.has(flag));
    expect(set).toEqual([bit]);
    expect(flagMask(bit)).toBe(header.flags);
  });

  it("combine", () => {
    const header = ImageHeader.of({ flags: flagMask(AcquisitionFlag.user8, AcquisitionFlag.firstInSlice) });
    expect(header.flags).toBe(0x8000000000000040n);
    expect(flagMask()).toBe(0n);
  });
});
