import { describe, expect, it } from "vitest";
import { pmuPacket, raidFile, type TestScan, type TestSignal, vbFile } from "../../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../../support/siemens-protocol.ts";
import { readBytes } from "./source.ts";

const buffers = { Meas: protocolText(smallProtocol) };
const readout: TestScan = { data: [[1, 2, 3, 4]] };

const END = 0x01ff_0000;
/** 10 ms: four samples of the ECG, two of the pulse, one of each other signal. */
const DURATION = 100;
const ecg = (channel: number, first: number): TestSignal => ({
  mark: 0x0100_0000 + 0x1_0000 * channel,
  period: 25,
  values: [[first], [first + 1, channel === 2 ? 1 : 0], [first + 2], [65_535]],
});
const pulse: TestSignal = { mark: 0x0105_0000, period: 50, values: [[7], [8, 1]] };
const other = (mark: number, value: number): TestSignal => ({ mark, period: 100, values: [[value]] });
const untilVe = [ecg(1, 10), ecg(2, 20), pulse, other(0x0106_0000, 1), other(0x0107_0000, 2), other(0x0108_0000, 3)];

describe("physiological data of software up to VE", () => {
  const packets = [
    readout,
    { sync: pmuPacket("PMUData", 5000, DURATION, untilVe, END) },
    { sync: pmuPacket("PMULearnPhase", 5004, DURATION, [pulse], END) },
    readout,
  ];

  it("are waveforms between the readouts", async () => {
    const [{ messages, waveforms, header, source } = {} as never] = await readBytes(
      raidFile([{ buffers, scans: packets, uid: 42 }]),
    );
    expect(messages.map(({ kind }) => kind[0])).toEqual([..."awwwwwwa"]);
    expect(source.counts()).toEqual({ acquisitions: 2, waveforms: 6, images: 0 });
    expect(waveforms[0]!.header.toObject()).toMatchObject({
      measurementUid: 42,
      scanCounter: 1,
      timeStamp: 5000,
      numberOfSamples: 4,
      channels: 3,
      sampleTimeUs: 2500,
      waveformId: 0,
    });
    expect([...waveforms[0]!.data]).toEqual([10, 11, 12, 65_535, 20, 21, 22, 65_535, 0, 1, 0, 0]);
    expect(waveforms.map(({ header: { waveformId, sampleTimeUs } }) => [waveformId, sampleTimeUs])).toEqual([
      [0, 2500],
      [1, 5000],
      [2, 10_000],
      [3, 10_000],
      [4, 10_000],
      [6, 5000],
    ]);
    expect([...waveforms[1]!.data]).toEqual([7, 8, 0, 1]);
    expect(header.waveformInformation.map(({ waveformName }) => waveformName)).toEqual([
      ...["ECG", "PULS", "RESP", "EXT1", "EXT2"],
      ...["ECG", "PULS", "RESP", "EXT1", "EXT2"],
    ]);
    const [information] = header.waveformInformation;
    expect(information!.waveformType).toBe("ecg");
    expect(information!.userParameters.userParameterLong).toEqual([{ name: "TriggerChannel", value: 2 }]);
  });

  it("are left out if their layout is not known, or damaged, with a warning", async () => {
    const unknown = pmuPacket("PMUData", 5000, DURATION, [other(0x0109_0000, 1)], END);
    const endless = pmuPacket("PMUData", 5000, DURATION, [pulse], 0x0105_0000);
    const noPeriod = pmuPacket("PMUData", 5000, DURATION, [{ ...pulse, period: 0 }], END);
    const scans = [unknown, endless, noPeriod, Buffer.from("PMU")].map((sync) => ({ sync }));
    const [{ waveforms, source, header } = {} as never] = await readBytes(raidFile([{ buffers, scans }]));
    expect(waveforms).toEqual([]);
    expect(header.waveformInformation).toEqual([]);
    expect(source.remarks).toMatchObject([
      { level: "info", text: "1 packet of other data between readouts left out" },
      { level: "warning", text: "3 packets of physiological data left out: their layout is not known" },
    ]);
  });

  it("are not described in files of VB", async () => {
    const [{ readouts, source } = {} as never] = await readBytes(vbFile({ buffers, scans: packets }));
    expect(readouts).toHaveLength(2);
    expect(source.remarks).toMatchObject([
      { level: "info", text: "2 packets of other data between readouts left out" },
    ]);
  });
});

describe("physiological data of XA", () => {
  it("have triggers as events, and signals of the pilot tone", async () => {
    const values = (...all: number[]) => all.map((value) => [value]);
    const signals: TestSignal[] = [
      { mark: 4, period: 25, values: values(1, 2, 3, 4) },
      { mark: 9, period: 50, values: values(5, 6) },
      { mark: 10, period: 50, values: values(7, 8) },
      // A trigger of the pulse after 5 ms, found by method 3, and one of the pilot tone.
      { mark: 8, period: 25, values: values(0, 64, 0x304, 1) },
    ];
    const sync = pmuPacket("PMUData", 5000, DURATION | (3 << 24), signals, 0xffff_ffff);
    const [{ waveforms, header, source } = {} as never] = await readBytes(raidFile([{ buffers, scans: [{ sync }] }]));
    expect(source.remarks).toEqual([]);
    expect(waveforms.map((each) => [each.header.waveformId, ...each.data])).toEqual([
      [1, 1, 2, 3, 4, 0, 0, 1, 0],
      [10, 5, 6, 1, 0],
      [11, 7, 8, 0, 0],
    ]);
    expect(header.waveformInformation.slice(10).map(({ waveformName }) => waveformName)).toEqual(["CardPT", "RespPT"]);
  });
});
