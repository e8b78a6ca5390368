import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../../mrd/index.ts";
import { headerBytes, ScanFlag, type ScanHeader } from "./scan-header.ts";

/** What readouts need of the protocol. */
export interface ReadoutContext {
  /** Dwell times in µs, by contrast. */
  readonly dwellUs: readonly number[];
  /** Dwell time in µs of a noise readout with that many samples. */
  readonly noiseDwellUs: (samples: number) => number;
  readonly availableChannels: number;
  /** Identifier of the measurement; that of readouts, if they have another. */
  readonly uid: number | undefined;
}

/** MRD's flags of the scanner's; `calibration` is added apart. */
const flags: readonly (readonly [number, bigint])[] = [
  [ScanFlag.realTimeFeedback, flagMask(AcquisitionFlag.navigationData, AcquisitionFlag.rtFeedbackData)],
  [ScanFlag.highPerformanceFeedback, flagMask(AcquisitionFlag.hpFeedbackData)],
  [ScanFlag.surfaceCoilCorrection, flagMask(AcquisitionFlag.surfaceCoilCorrectionScanData)],
  [ScanFlag.lastInMeasurement, flagMask(AcquisitionFlag.lastInRepetition, AcquisitionFlag.lastInMeasurement)],
  [ScanFlag.phaseStabilizationReference, flagMask(AcquisitionFlag.phaseStabilizationReference)],
  [ScanFlag.phaseStabilization, flagMask(AcquisitionFlag.phaseStabilization)],
  [ScanFlag.phaseCorrection, flagMask(AcquisitionFlag.phaseCorrectionData)],
  [ScanFlag.calibrationAndImaging, flagMask(AcquisitionFlag.parallelCalibrationAndImaging)],
  [ScanFlag.reversed, flagMask(AcquisitionFlag.reverse)],
  [ScanFlag.noise, flagMask(AcquisitionFlag.noiseMeasurement)],
  [ScanFlag.firstInSlice, flagMask(AcquisitionFlag.firstInSlice)],
  [ScanFlag.lastInSlice, flagMask(AcquisitionFlag.lastInSlice)],
  [ScanFlag.endOfRetroGating, flagMask(AcquisitionFlag.lastInMeasurement)],
  [ScanFlag.dummy, flagMask(AcquisitionFlag.dummyScanData)],
];

const noTrajectory = new Float32Array(0);

/** Makes readouts of MRD from those of a file. */
export class ReadoutDecoder {
  readonly #context: ReadoutContext;
  readonly #reuse: boolean;
  #data = new Float32Array(0);

  /** @param reuse whether a readout is valid only until the next one is decoded */
  constructor(context: ReadoutContext, reuse: boolean) {
    this.#context = context;
    this.#reuse = reuse;
  }

  /** @param bytes of the readout with all headers; `scan` is its header */
  decode(scan: ScanHeader, bytes: Uint8Array): Acquisition {
    const { samples, channels } = scan;
    const { scan: scanBytes, channel: channelHeader } = headerBytes[scan.line];
    const data = this.#memory(2 * samples * channels);
    const target = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const mask = Array<bigint>(16).fill(0n);
    const lineBytes = 8 * samples;
    let at = scan.line === "VB" ? 0 : scanBytes;
    for (let channel = 0; channel < channels; channel++) {
      const id = scan.channel(view, at);
      if (id < 1024) mask[id >> 6]! |= 1n << BigInt(id & 63);
      at += channelHeader;
      target.set(bytes.subarray(at, at + lineBytes), channel * lineBytes);
      at += lineBytes;
    }
    return { kind: "acquisition", header: this.#header(scan, mask), trajectory: noTrajectory, data };
  }

  #header(scan: ScanHeader, channelMask: readonly bigint[]): AcquisitionHeader {
    const { samples, channels } = scan;
    const { uid = scan.measurementUid, availableChannels } = this.#context;
    return AcquisitionHeader.of({
      flags: flagsOf(scan),
      measurementUid: uid,
      scanCounter: scan.scanCounter,
      acquisitionTimeStamp: scan.timeStamp,
      physiologyTimeStamp: [scan.physiologyTimeStamp, 0, 0],
      numberOfSamples: samples,
      availableChannels: Math.max(availableChannels, channels),
      activeChannels: channels,
      channelMask,
      discardPre: scan.discardPre,
      discardPost: scan.discardPost,
      centerSample: scan.centerSample,
      sampleTimeUs: this.#dwell(scan),
      position: scan.position,
      ...directions(scan.quaternion),
      patientTablePosition: scan.tablePosition,
      ...counters(scan),
      userInt: [...range(0, 7).map((i) => scan.parameter(i)), scan.timeSinceLastRf | 0],
      userFloat: range(8, 16).map((i) => scan.parameter(i)),
    });
  }

  #dwell(scan: ScanHeader): number {
    if (scan.has(ScanFlag.noise)) return this.#context.noiseDwellUs(scan.samples);
    const { dwellUs } = this.#context;
    return dwellUs[scan.counter(4)] || (dwellUs[0] ?? 0);
  }

  #memory(length: number): Float32Array<ArrayBuffer> {
    if (!this.#reuse) return new Float32Array(length);
    if (this.#data.length !== length) this.#data = new Float32Array(length);
    return this.#data;
  }
}

function flagsOf(scan: ScanHeader): bigint {
  let mask = 0n;
  for (const [flag, mrd] of flags) if (scan.has(flag)) mask |= mrd;
  if (scan.has(ScanFlag.calibration) && !scan.has(ScanFlag.calibrationAndImaging))
    mask |= flagMask(AcquisitionFlag.parallelCalibration);
  return mask;
}

function counters(scan: ScanHeader) {
  return {
    kspaceEncodeStep1: scan.counter(0),
    kspaceEncodeStep2: scan.counter(3),
    average: scan.counter(1),
    slice: scan.counter(2),
    contrast: scan.counter(4),
    phase: scan.counter(5),
    repetition: scan.counter(6),
    set: scan.counter(7),
    segment: scan.counter(8),
    // Ida to Ide, then the centre of k-space, which partial Fourier moves, as in the files of siemens_to_ismrmrd.
    user: [...range(9, 14).map((i) => scan.counter(i)), scan.centerLine, scan.centerPartition, 0],
  };
}

/** Direction cosines of a rotation by a unit quaternion, whose matrix has the columns phase, read and slice. */
function directions([w, x, y, z]: readonly [number, number, number, number]) {
  return {
    phaseDir: [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
    readDir: [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
    sliceDir: [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)],
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
