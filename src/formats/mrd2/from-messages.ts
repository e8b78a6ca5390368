import {
  type Acquisition,
  DataType,
  type Image,
  ImageType,
  loopCounters,
  parseAttributes,
  type Waveform,
} from "../../mrd/index.ts";
import type { SourceMessage } from "../source/index.ts";
import type { YardlRecord, YardlUnion } from "../yardl/index.ts";

const tags: Readonly<Record<DataType, string>> = {
  [DataType.ushort]: "ImageUint16",
  [DataType.short]: "ImageInt16",
  [DataType.uint]: "ImageUint32",
  [DataType.int]: "ImageInt32",
  [DataType.float]: "ImageFloat",
  [DataType.double]: "ImageDouble",
  [DataType.complexFloat]: "ImageComplexFloat",
  [DataType.complexDouble]: "ImageComplexDouble",
};

const NS_PER_MS = 1_000_000n;

/** A message as an item of a stream of version 2.2, with the tag that its type has in version 2.2.0. */
export function itemOf(message: SourceMessage, report: (what: string) => void): YardlUnion {
  if (message.kind === "acquisition") return { tag: "Acquisition", value: acquisitionRecord(message) };
  if (message.kind === "waveform") return { tag: "WaveformUint32", value: waveformRecord(message) };
  return { tag: tags[message.header.dataType as DataType], value: imageRecord(message, report) };
}

function acquisitionRecord({ header, trajectory, data }: Acquisition): YardlRecord {
  const all = header.toObject();
  const { activeChannels, numberOfSamples, trajectoryDimensions } = all;
  const counters = ["kspaceEncodeStep1", "kspaceEncodeStep2", ...loopCounters, "user"] as const;
  const head = {
    ...common(all),
    idx: Object.fromEntries(counters.map((name) => [name, all[name]])),
    scanCounter: all.scanCounter,
    channelOrder: Array.from({ length: activeChannels }, (_, channel) => channel),
    discardPre: all.discardPre,
    discardPost: all.discardPost,
    centerSample: all.centerSample,
    encodingSpaceRef: all.encodingSpaceRef,
    sampleTimeNs: nanoseconds(all.sampleTimeUs),
    readDir: triple(all.readDir),
    phaseDir: triple(all.phaseDir),
  };
  const shape = trajectoryDimensions === 0 ? [0, 0] : [trajectoryDimensions, numberOfSamples];
  return {
    head,
    data: { shape: [activeChannels, numberOfSamples], data },
    trajectory: { shape, data: transposed(trajectory, trajectoryDimensions, numberOfSamples) },
  };
}

function waveformRecord({ header, data }: Waveform): YardlRecord {
  const { flags, measurementUid, scanCounter, timeStamp, sampleTimeUs, waveformId, channels, numberOfSamples } = header;
  return {
    flags,
    measurementUid,
    scanCounter,
    timeStampNs: BigInt(timeStamp) * NS_PER_MS,
    sampleTimeNs: nanoseconds(sampleTimeUs),
    waveformId,
    data: { shape: [channels, numberOfSamples], data },
  };
}

function imageRecord({ header, attributes, data }: Image, report: (what: string) => void): YardlRecord {
  const all = header.toObject();
  const [x, y, z] = all.matrixSize as readonly [number, number, number];
  const { average, slice, contrast, phase, repetition, set, imageIndex, imageSeriesIndex } = all;
  const isKnown = all.imageType >= ImageType.magnitude && all.imageType <= ImageType.complex;
  if (!isKnown) report(`image type ${all.imageType}: magnitude is written instead`);
  const head = {
    ...common(all),
    fieldOfView: triple(all.fieldOfView),
    colDir: triple(all.readDir),
    lineDir: triple(all.phaseDir),
    ...{ average, slice, contrast, phase, repetition, set, imageIndex, imageSeriesIndex },
    imageType: isKnown ? all.imageType : ImageType.magnitude,
  };
  const texts = [...parseAttributes(attributes)];
  const meta = new Map(texts.map(([name, values]) => [name, values.map((value) => ({ tag: "string", value }))]));
  return { head, data: { shape: [all.channels, z, y, x], data }, meta };
}

/** The fields that readouts and images share. */
function common(header: {
  readonly flags: bigint;
  readonly measurementUid: number;
  readonly acquisitionTimeStamp: number;
  readonly physiologyTimeStamp: readonly number[];
  readonly position: readonly number[];
  readonly sliceDir: readonly number[];
  readonly patientTablePosition: readonly number[];
  readonly userInt: readonly number[];
  readonly userFloat: readonly number[];
}): YardlRecord {
  return {
    flags: header.flags,
    measurementUid: header.measurementUid,
    acquisitionTimeStampNs: BigInt(header.acquisitionTimeStamp) * NS_PER_MS,
    physiologyTimeStampNs: header.physiologyTimeStamp.map((time) => BigInt(time) * NS_PER_MS),
    position: triple(header.position),
    sliceDir: triple(header.sliceDir),
    patientTablePosition: triple(header.patientTablePosition),
    userInt: header.userInt,
    userFloat: header.userFloat,
  };
}

function triple(data: readonly number[]) {
  return { shape: [3], data };
}

function nanoseconds(us: number): bigint {
  return BigInt(Number.isFinite(us) && us > 0 ? Math.round(us * 1000) : 0);
}

/** `[samples][dimensions]` → `[basis][samples]`. */
function transposed(trajectory: Float32Array, dimensions: number, samples: number): Float32Array {
  const basis = new Float32Array(dimensions * samples);
  for (let axis = 0; axis < dimensions; axis++) {
    for (let sample = 0; sample < samples; sample++) {
      basis[axis * samples + sample] = trajectory[sample * dimensions + axis]!;
    }
  }
  return basis;
}
