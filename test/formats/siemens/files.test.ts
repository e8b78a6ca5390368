import { describe, expect, it } from "vitest";
import { AcquisitionFlag, flagMask } from "../../../src/mrd/index.ts";
import { raidFile, type TestMeasurement, type TestScan, vbFile } from "../../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../../support/siemens-protocol.ts";
import { readBytes } from "./source.ts";

const buffers = { Config: "<XProtocol> { }", Meas: protocolText(smallProtocol) };
const coils = (value: number) => [0, 1].map((coil) => Array.from({ length: 32 }, (_, i) => value + 100 * coil + i));
const lines = (count: number): TestScan[] =>
  Array.from({ length: count }, (_, line) => ({ counters: [line], data: coils(1000 * line) }));
const measurement = (count: number, rest: Partial<TestMeasurement> = {}): TestMeasurement => ({
  buffers,
  scans: lines(count),
  ...rest,
});

describe("a file of VD with several measurements", () => {
  const file = raidFile([measurement(2), measurement(3), measurement(4)]);

  it("gives the last, one by its number, or all", async () => {
    const counts = async (options: object) => (await readBytes(file, options)).map(({ readouts }) => readouts.length);
    expect(await counts({})).toEqual([4]);
    expect(await counts({ measurement: 1 })).toEqual([2]);
    expect(await counts({ measurement: "all" })).toEqual([2, 3, 4]);
  });

  it("lists its measurements if there is none of a number", async () => {
    const listed = "has no measurement 4; it has 1: protocol1, 2: protocol2, 3: protocol3";
    await expect(readBytes(file, { measurement: 4 })).rejects.toThrow(listed);
  });

  it("names those that are there if it ends before one", async () => {
    const short = file.subarray(0, Number(file.readBigUInt64LE(8 + 2 * 152 + 8))); // up to the third
    await expect(readBytes(short)).rejects.toThrow(
      /measurement 3 .* starts at byte \d+, .*--measurement: 1: protocol1, 2: protocol2$/,
    );
    await expect(readBytes(short, { measurement: "all" })).rejects.toMatchObject({ code: "malformed" });
    expect((await readBytes(short, { measurement: 1 }))[0]!.readouts).toHaveLength(2);
  });
});

describe("a readout", () => {
  const scan: TestScan = {
    counters: [1, 2, 3, 4, 1, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    data: coils(5),
    time: 123_456,
    center: [7, 4, 2],
    position: [1.5, -2.5, 3.5],
    quaternion: [Math.SQRT1_2, 0, 0, Math.SQRT1_2], // a quarter turn about z
    parameters: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
    table: -1_040_015,
    uid: 99,
  };

  it("has all that is in its header, and the identifier of its measurement in the directory", async () => {
    const [{ readouts } = {} as never] = await readBytes(raidFile([{ buffers, scans: [scan], uid: 42 }]));
    const { header, data, trajectory } = readouts[0]!;
    expect([...data]).toEqual(coils(5).flat());
    expect(trajectory).toHaveLength(0);
    expect(header.toObject()).toMatchObject({
      version: 1,
      measurementUid: 42,
      scanCounter: 1,
      acquisitionTimeStamp: 123_456,
      physiologyTimeStamp: [7, 0, 0],
      numberOfSamples: 16,
      availableChannels: 2,
      activeChannels: 2,
      discardPre: 3,
      discardPost: 5,
      centerSample: 7,
      sampleTimeUs: 20, // of the second contrast
      position: [1.5, -2.5, 3.5],
      kspaceEncodeStep1: 1,
      average: 2,
      slice: 3,
      kspaceEncodeStep2: 4,
      contrast: 1,
      phase: 6,
      repetition: 7,
      set: 8,
      segment: 9,
      user: [10, 11, 12, 13, 14, 4, 2, 0],
      userInt: [21, 22, 23, 24, 25, 26, 27, 4321],
      userFloat: [29, 30, 0, 0, 0, 0, 0, 0],
    });
    expect(header.channelMask.slice(0, 2)).toEqual([3n, 0n]);
    expect(header.patientTablePosition[2]).toBeCloseTo(-1040.015, 3);
    // The columns of the rotation matrix are phase, read and slice.
    for (const [i, value] of [0, 1, 0].entries()) expect(header.phaseDir[i]).toBeCloseTo(value, 6);
    for (const [i, value] of [-1, 0, 0].entries()) expect(header.readDir[i]).toBeCloseTo(value, 6);
    for (const [i, value] of [0, 0, 1].entries()) expect(header.sliceDir[i]).toBeCloseTo(value, 6);
  });

  it("is the same in a file of VB, but for the table and the parameters that it has", async () => {
    const file = vbFile({ buffers, scans: [{ ...scan, table: 1234 }] });
    const [{ readouts, source } = {} as never] = await readBytes(file);
    const { header, data } = readouts[0]!;
    expect(source.remarks).toEqual([]);
    expect([...data]).toEqual(coils(5).flat());
    expect(header.toObject()).toMatchObject({
      measurementUid: 99,
      contrast: 1,
      centerSample: 7,
      discardPost: 5,
      position: [1.5, -2.5, 3.5],
      user: [10, 11, 12, 13, 14, 4, 2, 0],
      userInt: [21, 22, 23, 24, 25, 26, 27, 4321],
      userFloat: [0, 0, 0, 0, 0, 0, 0, 0],
    });
    expect(header.channelMask[0]).toBe(3n);
    expect(header.patientTablePosition[2]).toBeCloseTo(-123.4, 4);
    expect(header.phaseDir[1]).toBeCloseTo(1, 6);
  });

  it.each([
    [[25], [AcquisitionFlag.noiseMeasurement]],
    [[22], [AcquisitionFlag.parallelCalibration]],
    [[22, 23], [AcquisitionFlag.parallelCalibrationAndImaging]],
    [[23], [AcquisitionFlag.parallelCalibrationAndImaging]],
    [
      [24, 21],
      [AcquisitionFlag.reverse, AcquisitionFlag.phaseCorrectionData],
    ],
    [[1], [AcquisitionFlag.navigationData, AcquisitionFlag.rtFeedbackData]],
    [[2], [AcquisitionFlag.hpFeedbackData]],
    [[10], [AcquisitionFlag.surfaceCoilCorrectionScanData]],
    [[11], [AcquisitionFlag.lastInRepetition, AcquisitionFlag.lastInMeasurement]],
    [[14], [AcquisitionFlag.phaseStabilizationReference]],
    [[15], [AcquisitionFlag.phaseStabilization]],
    [
      [28, 29],
      [AcquisitionFlag.firstInSlice, AcquisitionFlag.lastInSlice],
    ],
    [[46], [AcquisitionFlag.lastInMeasurement]],
    [[51], [AcquisitionFlag.dummyScanData]],
    [[3, 4, 40], []],
  ])("with the bits %j has its flags", async (bits, flags) => {
    const [{ readouts } = {} as never] = await readBytes(raidFile([{ buffers, scans: [{ bits, data: coils(1) }] }]));
    expect(readouts[0]!.header.flags).toBe(flagMask(...flags));
  });

  it.each([
    ["N4_VE11C", "gre", 480],
    ["N4_VB17A", "gre", 480.77],
    ["N4_VE11C", "AdjCoilSens", 5],
    ["N4_VE11C", "AdjQuietCoilSens", 4],
    ["NXVA20A", "gre", 5],
  ])("of noise has the dwell time of software %s and protocol %s", async (baseline, tProtocolName, dwell) => {
    const { MEAS, HEADER, ...rest } = smallProtocol as Record<string, object>;
    const protocol = {
      ...rest,
      HEADER: { ...HEADER, tProtocolName },
      MEAS: { ...MEAS, sProtConsistencyInfo: { tBaselineString: baseline } },
    };
    const noise = { bits: [25], data: coils(1) };
    const text = protocolText(protocol as typeof smallProtocol);
    const [{ readouts } = {} as never] = await readBytes(raidFile([{ buffers: { Meas: text }, scans: [noise] }]));
    // 16 samples: 76,800 / 16 = 4800 in tenths of a µs; 1e6 / 16 / 130.
    expect(readouts[0]!.header.sampleTimeUs).toBeCloseTo(dwell, 1);
  });

  it("counts towards the progress", async () => {
    const [{ source } = {} as never] = await readBytes(raidFile([measurement(3)]));
    expect(source.progress).toMatchObject({ unit: "kilobyte" });
    expect(source.progress.done).toBe(source.progress.total);
  });
});
