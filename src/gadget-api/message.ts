import type { Acquisition, AcquisitionHeader, DataMessage, Image, ImageHeader, Waveform } from "../mrd/index.ts";
import type { ImageUnfolding, KSpace, KSpaceReference } from "./k-space/index.ts";

/** Readouts that are reconstructed together. */
export interface Bucket {
  readonly kind: "bucket";
  /** Image data: everything but pure calibration. */
  readonly imaging: readonly Acquisition[];
  /** Parallel-imaging reference: calibration, and calibration-and-imaging. */
  readonly reference: readonly Acquisition[];
  /** Navigators, phase correction, dummies and feedback: never part of an image. */
  readonly auxiliary: readonly Acquisition[];
  /** Waveforms recorded at the time of its readouts. */
  readonly waveforms: readonly Waveform[];
}

/** K-space of one encoding and one combination of counters, ready for the transform. */
export interface ReconBuffer {
  readonly kind: "buffer";
  /** Index of the encoding in the header. */
  readonly encoding: number;
  readonly imaging: KSpace;
  /** The parallel-imaging reference. */
  readonly reference: KSpaceReference | undefined;
  /** `[slices][s][n]`; set by `grappa`, for steps that compute what it does to the noise. */
  readonly unfolding?: readonly (ImageUnfolding | undefined)[] | undefined;
  readonly waveforms: readonly Waveform[];
}

/** Samples anywhere in k-space. */
export interface Samples {
  /** `[coils][samples]` complex, interleaved. */
  readonly data: Float32Array;
  readonly coils: number;
  /** `[samples][dimensions]` in cycles per pixel of the image's matrix; the sample at k is Σ ρ(r) e^{−2πi k·r}. */
  readonly trajectory: Float32Array;
  /** Coordinates along x and y, or x, y and z. */
  readonly dimensions: 2 | 3;
  /** The area or volume of k-space that each sample stands for, in (cycles per pixel)^dimensions; set by `density`. */
  readonly density?: Float32Array | undefined;
  /** The readouts that the samples come from, in the same order, and the number of samples of each. */
  readonly readouts: readonly { readonly header: AcquisitionHeader; readonly samples: number }[];
}

/** The samples of one image wherever they are in k-space, for reconstructions that use their trajectory. */
export interface SampleSet extends Samples {
  readonly kind: "samples";
  /** Index of the encoding in the header. */
  readonly encoding: number;
  /** Pixels of the image along x, y and z. */
  readonly matrix: readonly [number, number, number];
  readonly fieldOfViewMm: readonly [number, number, number];
  /** Samples that only coil maps are computed from. */
  readonly reference?: Samples | undefined;
  /** Attributes of the resulting image. */
  readonly attributes: ImageAttributes;
}

/** Sizes of an image array, fastest axis first. */
export interface ImageArrayShape {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly coils: number;
  readonly n: number;
  readonly s: number;
  readonly slices: number;
}

/** Names and values of MRD image attributes. */
export type ImageAttributes = Readonly<Record<string, number | string | readonly string[]>>;

/** The rows of k-space along an axis that were sampled: every `step`-th from `first` to `last`, which is included. */
export interface SampledAxis {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Complex images with their headers, before `extract` converts them to images of one kind each. */
export interface ImageArray {
  readonly kind: "image-array";
  /** Index of the encoding in the header. */
  readonly encoding: number;
  readonly shape: ImageArrayShape;
  /** `[slices][s][n][coils][z][y][x]` complex, interleaved. */
  readonly data: Float32Array;
  /** `[slices][s][n]`, one header per image. Image type, data type, index and series are set by `extract`. */
  readonly headers: readonly ImageHeader[];
  /** `[slices][s][n]`, attributes of the resulting images that record their provenance. */
  readonly attributes: readonly ImageAttributes[];
  /** Added by `extract` to the series of the images, so that several results of a step are series of their own. */
  readonly series?: number | undefined;
  /** What was sampled along x, y and z, for steps that process the k-space of combined images. */
  readonly sampled?: readonly [SampledAxis, SampledAxis, SampledAxis] | undefined;
}

/** An image that bypasses the following steps unchanged, until `restore`. */
export interface BypassedImage {
  readonly kind: "bypassed";
  readonly image: Image;
}

/** Every message between gadgets, discriminated by `kind`. Messages are immutable. */
export type Message = DataMessage | Bucket | ReconBuffer | SampleSet | ImageArray | BypassedImage;
export type MessageKind = Message["kind"];
export type MessageOf<K extends MessageKind> = Extract<Message, { kind: K }>;
