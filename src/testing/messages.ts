import {
  type Bucket,
  type ImageArray,
  type ImageArrayShape,
  KSpace,
  type KSpaceShape,
  type ReconBuffer,
  type SampleSet,
} from "../gadget-api/index.ts";
import type { KSpaceDescription } from "../gadget-api/k-space/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  AcquisitionHeader,
  DataType,
  flagMask,
  formatHeader,
  type Image,
  ImageHeader,
  ImageType,
  isComplex,
  type MrdHeader,
  type MrdHeaderInput,
  type PixelArray,
  parseHeader,
  pixelSize,
  pixelsOver,
  type Waveform,
  WaveformHeader,
} from "../mrd/index.ts";
import { randomGaussian } from "../numerics/index.ts";

/** Small synthetic messages. All numbers come from seeds, so a test sees the same data each time. */

type Triple = readonly [number, number, number];
type EncodingInput = NonNullable<MrdHeaderInput["encoding"]>[number];

/** Pixel size if a test specifies no field of view. */
const PIXEL_MM = 2;

/** An encoding of 16 × 8 × 1 samples by default; fields of view follow the matrices, at 2 mm per pixel. */
export function encodingOf({
  encoded = [16, 8, 1],
  recon = encoded,
  encodedFov = encoded.map((size) => size * PIXEL_MM) as unknown as Triple,
  reconFov = recon.map((size) => size * PIXEL_MM) as unknown as Triple,
  ...rest
}: { encoded?: Triple; recon?: Triple; encodedFov?: Triple; reconFov?: Triple } & Omit<
  EncodingInput,
  "encodedSpace" | "reconSpace"
> = {}): EncodingInput {
  return {
    encodedSpace: { matrixSize: xyz(encoded), fieldOfViewMm: xyz(encodedFov) },
    reconSpace: { matrixSize: xyz(recon), fieldOfViewMm: xyz(reconFov) },
    trajectory: "cartesian",
    ...rest,
  };
}

/** A header as a session receives it, parsed from its XML. */
export function headerOf(
  encoding: EncodingInput | EncodingInput[] = encodingOf(),
  rest: MrdHeaderInput = {},
): MrdHeader {
  return parseHeader(formatHeader({ ...rest, encoding: [encoding].flat() }));
}

/** Sets a header's coil names and receiver bandwidth. */
export function coilsOf(names: readonly string[], relativeReceiverNoiseBandwidth = 1): MrdHeaderInput {
  const coilLabel = names.map((coilName, coilNumber) => ({ coilNumber, coilName }));
  return { acquisitionSystemInformation: { relativeReceiverNoiseBandwidth, coilLabel } };
}

export interface ReadoutFields extends Omit<NonNullable<Parameters<typeof AcquisitionHeader.of>[0]>, "flags"> {
  /** Bit numbers, as in AcquisitionFlag. */
  readonly flags?: readonly number[];
  /** `[channels][samples]` complex; if omitted, Gaussian noise with the scan counter as seed. */
  readonly data?: Float32Array;
  /** `[samples][dimensions]`. */
  readonly trajectory?: Float32Array;
}

/** A readout of 16 samples and 2 channels by default. */
export function readout({
  flags = [],
  data,
  trajectory = new Float32Array(0),
  ...fields
}: ReadoutFields = {}): Acquisition {
  const { numberOfSamples = 16, activeChannels = 2, scanCounter = 1 } = fields;
  const header = AcquisitionHeader.of({
    centerSample: Math.floor(numberOfSamples / 2),
    availableChannels: activeChannels,
    trajectoryDimensions: numberOfSamples === 0 ? 0 : trajectory.length / numberOfSamples,
    sampleTimeUs: 5,
    readDir: [1, 0, 0],
    phaseDir: [0, 1, 0],
    sliceDir: [0, 0, 1],
    acquisitionTimeStamp: 1000 + scanCounter,
    ...fields,
    flags: flagMask(...flags),
    numberOfSamples,
    activeChannels,
    scanCounter,
  });
  return {
    kind: "acquisition",
    header,
    trajectory,
    data: data ?? gaussian(2 * numberOfSamples * activeChannels, scanCounter),
  };
}

/** A noise readout. */
export function noiseReadout(fields: ReadoutFields = {}): Acquisition {
  return readout({ ...fields, flags: [AcquisitionFlag.noiseMeasurement, ...(fields.flags ?? [])] });
}

/** One readout per line of the encoded matrix, numbered from `fields.scanCounter` on. */
export function allLines(encoding: EncodingInput, fields: ReadoutFields = {}): Acquisition[] {
  const { x, y, z } = encoding.encodedSpace.matrixSize;
  return Array.from({ length: y * z }, (_, line) =>
    readout({
      numberOfSamples: x,
      ...fields,
      scanCounter: (fields.scanCounter ?? 1) + line,
      kspaceEncodeStep1: line % y,
      kspaceEncodeStep2: Math.floor(line / y),
    }),
  );
}

export function waveform(fields: Parameters<typeof WaveformHeader.of>[0] = {}): Waveform {
  const { numberOfSamples = 4, channels = 1, timeStamp = 0 } = fields;
  const data = Uint32Array.from({ length: channels * numberOfSamples }, (_, i) => timeStamp + i);
  return { kind: "waveform", header: WaveformHeader.of({ ...fields, numberOfSamples, channels }), data };
}

export function bucket(imaging: readonly Acquisition[], rest: Partial<Omit<Bucket, "kind">> = {}): Bucket {
  return { kind: "bucket", imaging, reference: [], auxiliary: [], waveforms: [], ...rest };
}

const single = { e1: 8, e2: 1, coils: 2, n: 1, s: 1, slices: 1 };

/** K-space with every line acquired once. */
export function kSpace(shape: Partial<KSpaceShape> = {}, seed = 1): KSpace {
  const full = { e0: 16, ...single, ...shape };
  const { e0, e1, e2, coils, n, s, slices } = full;
  const lines = e1 * e2 * n * s * slices;
  const header = (line: number) => {
    const slice = Math.floor(line / (e1 * e2 * n * s));
    return readout({
      numberOfSamples: e0,
      scanCounter: line,
      kspaceEncodeStep1: line % e1,
      slice,
      data: new Float32Array(0),
    });
  };
  const description: KSpaceDescription = {
    shape: full,
    headers: Array.from({ length: lines }, (_, line) => header(line).header),
    readout: "k-space",
    counts: new Uint32Array(lines).fill(1),
    discarded: new Uint32Array(n * s * slices),
    e1: { first: 0, last: e1 - 1, center: Math.floor(e1 / 2) },
    e2: { first: 0, last: e2 - 1, center: Math.floor(e2 / 2) },
    acceleration: [1, 1],
    missing: [],
  };
  return new KSpace(description, gaussian(2 * e0 * coils * lines, seed));
}

export function buffer(
  imaging: KSpace = kSpace(),
  {
    reference,
    ...rest
  }: Partial<Omit<ReconBuffer, "kind" | "imaging" | "reference">> & { reference?: KSpace | undefined } = {},
): ReconBuffer {
  const placed = reference && { place: () => reference };
  return { kind: "buffer", encoding: 0, imaging, reference: placed, waveforms: [], ...rest };
}

/** Spokes through the centre of k-space, as many as they have samples, with Gaussian samples. */
export function sampleSet(
  { spokes = 8, coils = 2, ...rest }: { spokes?: number; coils?: number } & Partial<SampleSet> = {},
  seed = 1,
): SampleSet {
  const trajectory = Float32Array.from({ length: 2 * spokes * spokes }, (_, i) => {
    const angle = (Math.PI * Math.floor(i / (2 * spokes))) / spokes;
    const radius = (Math.floor(i / 2) % spokes) / spokes - 0.5;
    return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  const { header } = readout({
    numberOfSamples: spokes,
    activeChannels: coils,
    trajectory: new Float32Array(2 * spokes),
  });
  return {
    kind: "samples",
    encoding: 0,
    matrix: [spokes, spokes, 1],
    fieldOfViewMm: [spokes * PIXEL_MM, spokes * PIXEL_MM, PIXEL_MM],
    data: gaussian(2 * coils * spokes * spokes, seed),
    coils,
    trajectory,
    dimensions: 2,
    readouts: Array.from({ length: spokes }, (_, i) => ({
      header: header.with({ scanCounter: i + 1 }),
      samples: spokes,
    })),
    attributes: {},
    ...rest,
  };
}

/** Gaussian complex images; the header of each records its indices as slice, set (s) and repetition (n). */
export function imageArray(shape: Partial<ImageArrayShape> = {}, seed = 1): ImageArray {
  const full = { x: 8, y: 6, z: 1, coils: 1, n: 1, s: 1, slices: 1, ...shape };
  const { x, y, z, coils, n, s, slices } = full;
  const headers = Array.from({ length: n * s * slices }, (_, i) =>
    ImageHeader.of({
      matrixSize: [x, y, z],
      channels: coils,
      repetition: i % n,
      set: Math.floor(i / n) % s,
      slice: Math.floor(i / (n * s)),
      readDir: [0, 1, 0],
      phaseDir: [1, 0, 0],
    }),
  );
  const data = gaussian(2 * x * y * z * coils * headers.length, seed);
  return {
    kind: "image-array",
    encoding: 0,
    shape: full,
    data,
    headers,
    attributes: headers.map(() => ({ LarmorLines: y })),
  };
}

/** An image of one row: float magnitude of the given pixels by default. */
export function image(
  pixels: ArrayLike<number>,
  { attributes = "", ...fields }: NonNullable<Parameters<typeof ImageHeader.of>[0]> & { attributes?: string } = {},
): Image {
  const dataType = (fields.dataType ?? DataType.float) as DataType;
  const count = pixels.length / (isComplex(dataType) ? 2 : 1);
  const data: PixelArray = pixelsOver(dataType, new Uint8Array(count * pixelSize(dataType)));
  data.set(pixels);
  const defaults = { matrixSize: [count, 1, 1], channels: 1, imageType: ImageType.magnitude, imageIndex: 1 };
  return { kind: "image", header: ImageHeader.of({ ...defaults, ...fields, dataType }), attributes, data };
}

/** Normally distributed numbers. */
export function gaussian(count: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, randomGaussian(seed));
}

function xyz([x, y, z]: Triple) {
  return { x, y, z };
}
