/** Some columns of consecutive readouts: `GET /api/readouts`. The arrays are those of the columns that vary. */
export interface ReadoutColumns {
  readonly start: number;
  readonly count: number;
  /** In the order of the header's fields. A field with several values has a column for each: `position_x`, `user_0`. */
  readonly columns: readonly ReadoutColumn[];
}

export interface ReadoutColumn {
  readonly name: string;
  /** The value of all of these readouts; absent if the column varies. */
  readonly constant?: number;
}

/** Which samples of which readouts: `POST /api/samples`. */
export interface SamplesRequest {
  readonly file: number;
  readonly group: string;
  /** Indexes of the readouts. */
  readonly rows: readonly number[];
  /** `data` by default. */
  readonly what?: "data" | "trajectory";
  /** Coils; all by default. A readout that lacks one of them has NaN for it. */
  readonly coils?: readonly number[];
  /** Only this sample of each readout; all by default. */
  readonly sample?: number;
}

/**
 * Samples of readouts, one after another in the first array: `[coils][samples]` complex, or `[samples][dimensions]` of a
 * trajectory.
 */
export interface Samples {
  /** Of each readout. */
  readonly samples: readonly number[];
  /** Coils of each readout, or dimensions of its trajectory. */
  readonly width: readonly number[];
}

/**
 * Noise of coils: `POST /api/noise` with the rows of noise readouts. The array is the covariance,
 * C_ij = Σ conj(d_i) d_j / (samples − 1), `[coils][coils]` complex.
 */
export interface NoiseCovariance {
  readonly coils: number;
  /** Per coil. */
  readonly samples: number;
}

/** An element of a header, or another text of a measurement: `GET /api/header`. */
export interface TreeNode {
  readonly name: string;
  readonly value?: string;
  /** Whether its value, or the elements in it, are not sent since they may identify the patient. */
  readonly hidden?: true;
  readonly members?: readonly TreeNode[];
}

/** Header and other texts of a measurement. */
export interface HeaderTree {
  readonly nodes: readonly TreeNode[];
  /** Why the header can't be read, if it can't. */
  readonly problem?: string;
  /** Labels of the coils in the header, by their number. */
  readonly coilNames: Readonly<Record<number, string>>;
  /** By the id of waveforms. */
  readonly waveforms: readonly WaveformLabel[];
  readonly encodings: readonly EncodingEntry[];
  /** Whether anything was hidden. */
  readonly hides: boolean;
}

/** What a header says about waveforms with one id. */
export interface WaveformLabel {
  readonly name?: string;
  readonly type?: string;
  /** Channel that is not 0 where a trigger is. */
  readonly triggerChannel?: number;
}

/** What views need of an encoding. */
export interface EncodingEntry {
  readonly trajectory?: string;
  /** Of the encoded space, in samples and lines. */
  readonly matrix: readonly [number, number, number];
  /** Lines at the centre of k-space, e1 and e2. */
  readonly center: readonly [number, number];
  /** Field of view along the readout relative to that of the images. */
  readonly oversampling: number;
}

/** Something about a measurement that its user should know: `GET /api/findings`. */
export interface FindingEntry {
  readonly weight: "error" | "warning" | "remark";
  readonly where: string;
  readonly problem: string;
  readonly effect: string;
  readonly remedy: string;
}

/** Waveforms with one id: `GET /api/waveforms`. Arrays: time stamps, samples of each, then the values of all. */
export interface WaveformEntry {
  readonly id: number;
  readonly count: number;
  readonly channels: number;
  readonly sampleTimeUs: number;
}

/** A numeric array of a measurement: `GET /api/array-form`. */
export interface ArrayForm {
  /** Slowest axis first. */
  readonly shape: readonly number[];
  readonly dataType: string;
  readonly complex: boolean;
}
