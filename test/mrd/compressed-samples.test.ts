import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag, MessageReader, MrdError } from "../../src/mrd/index.ts";
import * as wire from "../support/wire-bytes.ts";

const compressed = 1n << 53n; // ACQ_COMPRESSION2, bit number 54

/** Values of some bits each, in two's complement, lowest bit first. */
function packed(numbers: readonly number[], bits: number, scale: number): Buffer {
  const all = numbers.reduce((sum, number, i) => sum | (BigInt.asUintN(bits, BigInt(number)) << BigInt(i * bits)), 0n);
  const bytes = Buffer.from(
    Array.from({ length: Math.ceil((numbers.length * bits) / 8) }, (_, i) => Number((all >> BigInt(8 * i)) & 255n)),
  );
  return Buffer.concat([wire.u64(BigInt(numbers.length)), wire.floats(scale), Buffer.of(bits), bytes]);
}

/** A readout of one channel and two samples, i.e. four values, with other bytes in place of its samples. */
function readout(content: Buffer, fields: object = {}): Buffer {
  const header = wire.headerBytes(wire.acquisitionSize, wire.acquisitionSpots, {
    version: 1,
    flags: compressed | (1n << 7n),
    scanCounter: 12,
    numberOfSamples: 2,
    activeChannels: 1,
    trajectoryDimensions: 1,
    ...fields,
  });
  return wire.acquisition(header, wire.floats(0.25, 0.5), content);
}
const sized = (content: Buffer) => Buffer.concat([wire.u32(content.length), content]);
const read = (bytes: Buffer) => [...new MessageReader().push(Buffer.concat([bytes, wire.close]))];

describe("compressed readouts", () => {
  it("are read as if they were not compressed, without the flag", () => {
    const [message, end] = read(readout(sized(packed([-4, 3, 0, -1], 3, 2))));
    const { header, trajectory, data } = message as Acquisition;
    expect([...data]).toEqual([-2, 1.5, 0, -0.5]);
    expect([...trajectory]).toEqual([0.25, 0.5]);
    expect(header.flags).toBe(1n << 7n);
    expect(header.has(AcquisitionFlag.lastInSlice)).toBe(true);
    expect(end).toEqual({ kind: "close" });
  });

  it("hold numbers of 1 to 32 bits", () => {
    const content = fc.integer({ min: 1, max: 32 }).chain((bits) => {
      const number = fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
      return fc.record({ bits: fc.constant(bits), numbers: fc.array(number, { minLength: 4, maxLength: 4 }) });
    });
    fc.assert(
      fc.property(content, ({ bits, numbers }) => {
        const [message] = read(readout(sized(packed(numbers, bits, 4))));
        expect([...(message as Acquisition).data]).toEqual(numbers.map((number) => Math.fround(number) / 4));
      }),
    );
  });

  it("may have bytes after their numbers", () => {
    const [message] = read(readout(sized(Buffer.concat([packed([1, 2, 3, 0], 3, 1), Buffer.of(9)]))));
    expect([...(message as Acquisition).data]).toEqual([1, 2, 3, 0]);
  });

  it("have no compressed part without samples", () => {
    const [message, end] = read(readout(Buffer.alloc(0), { activeChannels: 0 }));
    expect((message as Acquisition).data).toHaveLength(0);
    expect(end).toEqual({ kind: "close" });
  });

  it.each([
    ["other counts", packed([1, 2, 3], 3, 1), /4 numbers are announced, not 15 bytes with 3 numbers of 3 bits/],
    ["missing bytes", packed([1, 2, 3, 0], 7, 1).subarray(0, -1), /4 numbers are announced/],
    ["half a header", Buffer.alloc(7), /4 numbers are announced, not 7 bytes/],
    ["numbers without bits", packed([0, 0, 0, 0], 0, 1), /of 0 bits/],
    ["a scale of zero", packed([0, 0, 0, 0], 3, 0), /4 numbers are announced/],
  ])("are refused with %s", (_name, content, message) => {
    expect(() => read(readout(sized(content)))).toThrow(message);
    expect(() => read(readout(sized(content)))).toThrow(/^message 1 /);
  });

  it("are refused before memory is allocated if they are too long", () => {
    const reader = new MessageReader({ maxMessageBytes: 100 });
    expect(() => [...reader.push(readout(wire.u32(101)))]).toThrow(/compressed readout 12 \(101 bytes\) exceeds/);
  });

  it("are refused by their number where the compression is ZFP", () => {
    const zfp = readout(Buffer.alloc(0), { flags: 1n << 52n });
    expect(() => read(zfp)).toThrow(MrdError);
    expect(() => read(zfp)).toThrow(/readout 12 is compressed by ZFP .*; send it as it is/);
  });
});
