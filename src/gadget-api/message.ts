import type { Acquisition, DataMessage, Image, ImageHeader, Waveform } from "../mrd/index.ts";
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
export type Message = DataMessage | Bucket | ReconBuffer | ImageArray | BypassedImage;
export type MessageKind = Message["kind"];
export type MessageOf<K extends MessageKind> = Extract<Message, { kind: K }>;
