import {
  type Acquisition,
  AcquisitionHeader,
  DataType,
  formatAttributes,
  type Image,
  ImageHeader,
  type PixelArray,
  type Waveform,
  WaveformHeader,
} from "../../mrd/index.ts";
import type { SourceMessage } from "../source/index.ts";
import type { YardlArray, YardlRecord, YardlUnion } from "../yardl/index.ts";

/** Data types of MRD 1 by the tags of images, in lower case; the first schema called two of them otherwise. */
const dataTypes: Readonly<Record<string, DataType>> = {
  imageuint16: DataType.ushort,
  imageint16: DataType.short,
  imageuint32: DataType.uint,
  imageuint: DataType.uint,
  imageint32: DataType.int,
  imageint: DataType.int,
  imagefloat: DataType.float,
  imagedouble: DataType.double,
  imagecomplexfloat: DataType.complexFloat,
  imagecomplexdouble: DataType.complexDouble,
};

const NS_PER_MS = 1_000_000n;

/** Receives what a message of MRD 1 cannot hold. */
type Report = (what: string) => void;

/**
 * The messages of an item of an MRD 2 stream, of any version.
 * @param report is called for each part that is left out
 * @returns none for an item that MRD 1 does not have
 * @throws RangeError if a number exceeds what MRD 1 can hold
 */
export function messagesOf({ tag, value }: YardlUnion, report: Report): SourceMessage[] {
  const kind = tag.toLowerCase();
  const record = value as YardlRecord;
  if (kind === "acquisition") return [acquisitionOf(record, report)];
  if (kind === "waveformuint32") return [waveformOf(record)];
  if (kind === "acquisitionbucket") {
    const [data, ref, waveforms] = ["data", "ref", "waveforms"].map((name) => record[name] as readonly YardlRecord[]);
    return [...waveforms!.map(waveformOf), ...[...ref!, ...data!].map((readout) => acquisitionOf(readout, report))];
  }
  const dataType = dataTypes[kind];
  if (dataType !== undefined) return [imageOf(record, dataType, report)];
  report(`items of type ${tag}`);
  return [];
}

function acquisitionOf(record: YardlRecord, report: Report): Acquisition {
  const head = headOf(record);
  const { shape, data } = record.data as YardlArray;
  const trajectory = record.trajectory as YardlArray;
  const [channels, samples] = shape as [number, number];
  const fits = trajectory.data.length > 0 && trajectory.shape[1] === samples;
  if (trajectory.data.length > 0 && !fits) report("trajectories with another number of samples than their readouts");
  const phase = record.phase as YardlArray | undefined;
  if (phase?.data.some((value) => value !== 0)) report("phase offsets of samples");
  if (numbers(head.channelOrder).some((channel, index) => channel !== index))
    report("another order of channels than 0, 1, 2 …");
  if (head.acquisitionCenterFrequency !== undefined) report("center frequencies of readouts");
  const trajectoryDimensions = fits ? trajectory.shape[0]! : 0;
  const { user, ...counters } = head.idx as YardlRecord;
  return {
    kind: "acquisition",
    header: AcquisitionHeader.of({
      ...common(head, report),
      ...defined(counters),
      user: padded(user, 8, "user counters", report),
      scanCounter: number(head.scanCounter),
      numberOfSamples: samples,
      availableChannels: channels,
      activeChannels: channels,
      discardPre: number(head.discardPre),
      discardPost: number(head.discardPost),
      centerSample: number(head.centerSample),
      encodingSpaceRef: number(head.encodingSpaceRef),
      trajectoryDimensions,
      sampleTimeUs: sampleTimeUs(head),
      readDir: numbers((head.readDir as YardlArray).data),
      phaseDir: numbers((head.phaseDir as YardlArray).data),
    }),
    trajectory: transposed(trajectory, trajectoryDimensions, samples),
    data: data as Float32Array,
  };
}

function waveformOf(record: YardlRecord): Waveform {
  const { shape, data } = record.data as YardlArray;
  const [channels, numberOfSamples] = shape as [number, number];
  const { flags, measurementUid, scanCounter, waveformId } = record as Readonly<Record<string, number>>;
  return {
    kind: "waveform",
    header: WaveformHeader.of({
      flags: BigInt(flags!),
      measurementUid: measurementUid!,
      scanCounter: scanCounter!,
      timeStamp: timeStamp(record.timeStampNs, record.timeStamp),
      numberOfSamples,
      channels,
      sampleTimeUs: sampleTimeUs(record),
      waveformId: waveformId!,
    }),
    data: data as Uint32Array,
  };
}

function imageOf(record: YardlRecord, dataType: DataType, report: Report): Image {
  const head = headOf(record);
  const { shape, data } = record.data as YardlArray;
  const [channels, z, y, x] = shape as [number, number, number, number];
  const { average, slice, contrast, phase, repetition, set } = head;
  return {
    kind: "image",
    header: ImageHeader.of({
      ...common(head, report),
      ...defined({ average, slice, contrast, phase, repetition, set }),
      dataType,
      matrixSize: [x, y, z],
      channels,
      fieldOfView: numbers((head.fieldOfView as YardlArray).data),
      readDir: numbers((head.colDir as YardlArray).data),
      phaseDir: numbers((head.lineDir as YardlArray).data),
      imageType: head.imageType as number,
      imageIndex: number(head.imageIndex),
      imageSeriesIndex: number(head.imageSeriesIndex),
    }),
    attributes: attributesOf(record.meta as ReadonlyMap<string, readonly (string | YardlUnion)[]>),
    data: data as PixelArray,
  };
}

/** The fields that readouts and images share. */
function common(head: YardlRecord, report: Report) {
  const times = head.physiologyTimeStampNs ?? head.physiologyTimeStamp;
  const inMs = numbers(times).map((time) => (head.physiologyTimeStampNs === undefined ? time : Math.floor(time / 1e6)));
  return {
    flags: head.flags as bigint,
    measurementUid: head.measurementUid as number,
    acquisitionTimeStamp: timeStamp(head.acquisitionTimeStampNs, head.acquisitionTimeStamp),
    physiologyTimeStamp: padded(inMs, 3, "time stamps of triggers", report),
    position: numbers((head.position as YardlArray).data),
    sliceDir: numbers((head.sliceDir as YardlArray).data),
    patientTablePosition: numbers((head.patientTablePosition as YardlArray).data),
    userInt: padded(head.userInt, 8, "user integers", report),
    userFloat: padded(head.userFloat, 8, "user floats", report),
  };
}

/** Version 2.0 has no separate header. */
function headOf(record: YardlRecord): YardlRecord {
  return (record.head ?? record) as YardlRecord;
}

function number(value: unknown): number {
  return Number(value ?? 0);
}

function numbers(values: unknown): number[] {
  return Array.from(values as Iterable<number | bigint>, Number);
}

function defined(values: YardlRecord): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, number(value)]));
}

function padded(values: unknown, length: number, what: string, report: Report): number[] {
  const all = numbers(values);
  if (all.length > length) report(`${what} after the first ${length}`);
  return Array.from({ length }, (_, index) => all[index] ?? 0);
}

/** Nanoseconds in version 2.2, as stored before; milliseconds in MRD 1, as the MRD 2 library's converter has them. */
function timeStamp(nanoseconds: unknown, plain: unknown): number {
  return nanoseconds === undefined ? number(plain) : Number((nanoseconds as bigint) / NS_PER_MS);
}

function sampleTimeUs({ sampleTimeNs, sampleTimeUs }: YardlRecord): number {
  return sampleTimeNs === undefined ? number(sampleTimeUs) : Number(sampleTimeNs) / 1000;
}

/** `[basis][samples]` → `[samples][dimensions]`. */
function transposed({ data }: YardlArray, dimensions: number, samples: number): Float32Array {
  const trajectory = new Float32Array(dimensions * samples);
  for (let axis = 0; axis < dimensions; axis++) {
    for (let sample = 0; sample < samples; sample++) {
      trajectory[sample * dimensions + axis] = data[axis * samples + sample] as number;
    }
  }
  return trajectory;
}

function attributesOf(meta: ReadonlyMap<string, readonly (string | YardlUnion)[]>): string {
  if (meta.size === 0) return "";
  const texts = [...meta].map(([name, values]) => {
    return [name, values.map((value) => (typeof value === "string" ? value : String(value.value)))] as const;
  });
  return formatAttributes(new Map(texts));
}
