import { describe, expect, it } from "vitest";
import { raidFile, type TestScan, vbFile } from "../../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../../support/siemens-protocol.ts";
import { readBytes } from "./source.ts";

const buffers = { Meas: protocolText(smallProtocol) };
const data = [0, 1].map((coil) => Array.from({ length: 32 }, (_, i) => 100 * coil + i));
const scans = (count: number): TestScan[] => Array.from({ length: count }, (_, line) => ({ counters: [line], data }));

/** Bytes of a readout of VD: its header, and two channels with one header per channel. */
const VD_READOUT = 192 + 2 * (32 + 8 * 16);
/** And of VB. */
const VB_READOUT = 2 * (128 + 8 * 16);
const MARKER = 192 + 160;

const vd = raidFile([{ buffers, scans: scans(5) }]);
const start = 10_240 + vd.readUInt32LE(10_240);

describe("a truncated file", () => {
  it("keeps all complete readouts before its end, and says where that is", async () => {
    for (const length of [start, start + 1, start + VD_READOUT - 1, start + VD_READOUT, start + 2.5 * VD_READOUT]) {
      const [{ readouts, source } = {} as never] = await readBytes(vd.subarray(0, length));
      const complete = Math.floor((length - start) / VD_READOUT);
      expect(readouts.map(({ header }) => header.kspaceEncodeStep1)).toEqual([0, 1, 2, 3, 4].slice(0, complete));
      expect(source.counts().acquisitions).toBe(complete);
      expect(source.remarks).toEqual([
        {
          level: "error",
          offset: start + complete * VD_READOUT,
          text: expect.stringContaining("the file is truncated"),
        },
      ]);
    }
  });

  it("is complete with its end marker, whatever follows", async () => {
    const [{ readouts, source } = {} as never] = await readBytes(vd.subarray(0, start + 5 * VD_READOUT + MARKER));
    expect(readouts).toHaveLength(5);
    expect(source.remarks).toEqual([]);
  });

  it("says so for VB, which does not have its length", async () => {
    const vb = vbFile({ buffers, scans: scans(5) });
    const from = vb.readUInt32LE(0);
    const [{ readouts, source } = {} as never] = await readBytes(vb.subarray(0, from + 3.5 * VB_READOUT));
    expect(readouts).toHaveLength(3);
    expect(source.remarks).toMatchObject([{ offset: from + 3 * VB_READOUT }]);
    expect(source.remarks[0]!.text).toContain("a readout of 512 bytes starts there, and only 256 follow");
  });

  it("cannot be read within its header or directory", async () => {
    await expect(readBytes(vd.subarray(0, start - 100))).rejects.toThrow(
      /the header .* at byte 10240 it has \d+ of its/,
    );
    await expect(readBytes(vd.subarray(0, 10_244))).rejects.toMatchObject({ code: "malformed" });
    await expect(readBytes(vd.subarray(0, 100))).rejects.toThrow("within the directory of its measurements");
    await expect(readBytes(vd.subarray(0, 5))).rejects.toThrow("has only 5 bytes");
  });
});

describe("a measurement that was aborted", () => {
  it("has all its readouts, and a warning", async () => {
    const [{ readouts, source } = {} as never] = await readBytes(raidFile([{ buffers, scans: scans(5), ends: false }]));
    expect(readouts).toHaveLength(5);
    expect(source.remarks).toMatchObject([{ level: "warning", text: expect.stringContaining("no end marker") }]);
  });

  it("extends to the end of the file if the directory has no length", async () => {
    const file = Buffer.from(vd);
    file.writeBigUInt64LE(0n, 8 + 16);
    const [{ readouts, source } = {} as never] = await readBytes(file);
    expect(readouts).toHaveLength(5);
    expect(source.remarks).toEqual([]);
  });
});

describe("a damaged file", () => {
  const damaged = async (change: (file: Buffer, at: number) => void) => {
    const file = Buffer.from(vd);
    change(file, start + 3 * VD_READOUT);
    const [{ readouts, source } = {} as never] = await readBytes(file);
    expect(readouts).toHaveLength(3);
    expect(source.remarks).toMatchObject([{ level: "error", offset: start + 3 * VD_READOUT }]);
    return source.remarks[0]!.text;
  };

  it("keeps what comes before a header that contradicts itself", async () => {
    expect(await damaged((file, at) => file.writeUInt16LE(17, at + 48))).toContain(
      "17 samples and 2 channels, which are 528 bytes, and 512 bytes",
    );
    expect(await damaged((file, at) => file.writeUInt16LE(0, at + 50))).toContain("16 samples and 0 channels");
    expect(await damaged((file, at) => file.fill(0, at, at + 2 * VD_READOUT))).toContain("0 samples and 0 channels");
    expect(await damaged((file, at) => file.fill(0xff, at, at + VD_READOUT))).toContain("33554431 bytes");
  });

  it("reads readouts that were transferred together, whose length is that of all", async () => {
    const together = scans(4).map((scan) => ({ ...scan, statedLength: 4 * VD_READOUT }));
    const [{ readouts, source } = {} as never] = await readBytes(raidFile([{ buffers, scans: together }]));
    expect(readouts).toHaveLength(4);
    expect(source.remarks).toEqual([]);
  });

  it("has a header of its readouts alone if its protocol is unreadable", async () => {
    const [{ header, source } = {} as never] = await readBytes(raidFile([{ buffers: { Meas: "?" }, scans: scans(5) }]));
    expect(header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 16, y: 5, z: 1 } },
      reconSpace: { matrixSize: { x: 8, y: 5, z: 1 } },
      encodingLimits: { kspaceEncodingStep1: { maximum: 4 } },
    });
    expect(source.remarks).toMatchObject([{ level: "warning", text: expect.stringContaining("no protocol") }]);
  });

  it("is refused if it has no measurement, or is of VA", async () => {
    const none = Buffer.alloc(20_000);
    await expect(readBytes(none)).rejects.toThrow("lists no measurement");
    none.writeUInt32LE(32, 0);
    await expect(readBytes(none)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("is refused if the parts of its header are longer than it", async () => {
    const file = Buffer.from(vd);
    file.writeUInt32LE(2 ** 30, 10_240 + 8 + 5);
    await expect(readBytes(file)).rejects.toThrow("a part Meas that is longer than the header");
    file.fill(65, 10_240 + 8, 10_240 + 200);
    await expect(readBytes(file)).rejects.toThrow("no name of part 1");
    file.writeUInt32LE(0, 10_240 + 4);
    await expect(readBytes(file)).rejects.toThrow("0 parts");
  });
});
