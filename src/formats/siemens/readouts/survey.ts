import { counted } from "../../../text/index.ts";
import type { SourceRemark } from "../../source/index.ts";
import type { FileWindow } from "../file-window.ts";
import type { MeasurementPlace } from "../raid-file.ts";
import { type PacketContents, readPacket } from "./pmu.ts";
import { headerBytes, ScanFlag, type ScanHeader } from "./scan-header.ts";
import { type Scan, scansOf } from "./scans.ts";

/** Counters with limits in the header, by their index in a readout's header. */
export const limitedCounters = {
  kspaceEncodingStep1: 0,
  average: 1,
  slice: 2,
  kspaceEncodingStep2: 3,
  contrast: 4,
  phase: 5,
  repetition: 6,
  set: 7,
  segment: 8,
} as const;
export type LimitedCounter = keyof typeof limitedCounters;

/** What is known of the readouts of a measurement from their headers alone. */
export interface Survey {
  readonly readouts: number;
  readonly waveforms: number;
  /** Whether there are waveforms of the pilot tone. */
  readonly hasPilotTone: boolean;
  /** Numbers of channels of the ECG. */
  readonly ecgChannels: number;
  /** Offset after the last complete readout. */
  readonly end: number;
  readonly remarks: readonly SourceRemark[];
  /** Time stamp of the first readout. */
  readonly timeStamp: number | undefined;
  /** Maxima of the imaging readouts. */
  readonly maxima: Readonly<Record<LimitedCounter, number>>;
  /** The centre of k-space of the imaging readouts, if it is the same for all. */
  readonly centerLine: number | undefined;
  readonly centerPartition: number | undefined;
  /** The largest number of samples and of channels of an imaging readout. */
  readonly samples: number;
  readonly channels: number;
  /** Number of readouts for phase correction before the first image line. */
  readonly navigators: number;
}

const names = Object.keys(limitedCounters) as LimitedCounter[];

/** Readouts that are not part of k-space. */
const notImaging = [
  ScanFlag.realTimeFeedback,
  ScanFlag.highPerformanceFeedback,
  ScanFlag.noise,
  ScanFlag.phaseCorrection,
  ScanFlag.phaseStabilization,
  ScanFlag.phaseStabilizationReference,
  ScanFlag.surfaceCoilCorrection,
  ScanFlag.dummy,
];

/** Reads all headers of a measurement, up to where it is damaged. */
export function surveyOf(file: FileWindow, fileBytes: number, place: MeasurementPlace, start: number): Survey {
  const survey = new Surveyor(file);
  const scans = scansOf(file, fileBytes, place, start);
  for (let next = scans.next(); ; next = scans.next()) {
    if (next.done) return survey.result(next.value.offset, next.value.remark);
    survey.add(next.value);
  }
}

/** The waveforms of a packet between readouts. */
export function packetOf(file: FileWindow, { header, offset, length }: Scan, scanCounter: number): PacketContents {
  const { scan } = headerBytes[header.line];
  if (header.line === "VB") return { kind: "other" };
  const uid = header.measurementUid; // before the window moves
  return readPacket(file.bytes(offset + scan, length - scan), uid, scanCounter);
}

class Surveyor {
  readonly #file: FileWindow;
  readonly #maxima = Object.fromEntries(names.map((name) => [name, 0])) as Record<LimitedCounter, number>;
  readonly #centers = { lines: new Set<number>(), partitions: new Set<number>() };
  #readouts = 0;
  #waveforms = 0;
  #hasPilotTone = false;
  #ecgChannels = 0;
  #unknownPackets = 0;
  #otherPackets = 0;
  #firstUnknown: number | undefined;
  #timeStamp: number | undefined;
  #samples = 0;
  #channels = 0;
  #navigators = 0;
  #hasLine = false;

  constructor(file: FileWindow) {
    this.#file = file;
  }

  add(scan: Scan): void {
    if (scan.kind === "sync") this.#packet(scan);
    else this.#readout(scan.header);
  }

  #readout(header: ScanHeader): void {
    this.#readouts += 1;
    this.#timeStamp ??= header.timeStamp;
    if (header.has(ScanFlag.phaseCorrection) && !this.#hasLine) this.#navigators += 1;
    if (notImaging.some((flag) => header.has(flag))) return;
    this.#hasLine = true;
    for (const name of names) {
      const value = header.counter(limitedCounters[name]);
      if (value > this.#maxima[name]) this.#maxima[name] = value;
    }
    this.#centers.lines.add(header.centerLine);
    this.#centers.partitions.add(header.centerPartition);
    this.#samples = Math.max(this.#samples, header.samples);
    this.#channels = Math.max(this.#channels, header.channels);
  }

  #packet(scan: Scan): void {
    const packet = packetOf(this.#file, scan, 0);
    if (packet.kind === "other") this.#otherPackets += 1;
    if (packet.kind === "unknown") {
      this.#unknownPackets += 1;
      this.#firstUnknown ??= scan.offset;
    }
    if (packet.kind !== "waveforms") return;
    this.#waveforms += packet.waveforms.length;
    for (const { header } of packet.waveforms) {
      if (header.waveformId >= 10) this.#hasPilotTone = true;
      if (header.waveformId % 5 === 0 && header.waveformId < 10) {
        this.#ecgChannels = Math.max(this.#ecgChannels, header.channels - 1);
      }
    }
  }

  result(end: number, remark: SourceRemark | undefined): Survey {
    const remarks: SourceRemark[] = [];
    if (this.#otherPackets > 0) {
      const text = `${counted(this.#otherPackets, "packet")} of other data between readouts left out`;
      remarks.push({ level: "info", text });
    }
    if (this.#unknownPackets > 0) {
      const text = `${counted(this.#unknownPackets, "packet")} of physiological data left out: their layout is not known`;
      remarks.push({ level: "warning", offset: this.#firstUnknown, text });
    }
    if (remark !== undefined) remarks.push(remark);
    return {
      readouts: this.#readouts,
      waveforms: this.#waveforms,
      hasPilotTone: this.#hasPilotTone,
      ecgChannels: this.#ecgChannels,
      end,
      remarks,
      timeStamp: this.#timeStamp,
      maxima: this.#maxima,
      centerLine: only(this.#centers.lines),
      centerPartition: only(this.#centers.partitions),
      samples: this.#samples,
      channels: this.#channels,
      navigators: this.#navigators,
    };
  }
}

function only(values: ReadonlySet<number>): number | undefined {
  const [value] = values;
  return values.size === 1 ? value : undefined;
}
