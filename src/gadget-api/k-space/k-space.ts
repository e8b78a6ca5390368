import type { Acquisition, AcquisitionHeader } from "../../mrd/index.ts";
import { copyRange, GridLines, type Scattered } from "../../numerics/cartesian/index.ts";
import type { GrappaKernel, Lattice } from "../../numerics/parallel/index.ts";
import type { SampleMemory } from "../services/sample-memory.ts";

/** Sizes of a k-space array, fastest axis first: readout, phase, partition, coil, two free counters, slice. */
export interface KSpaceShape {
  readonly e0: number;
  readonly e1: number;
  readonly e2: number;
  readonly coils: number;
  readonly n: number;
  readonly s: number;
  readonly slices: number;
}

/** The rows of an axis that can be filled, on the array's own grid; the k-space centre is at floor(size / 2). */
export interface AxisSampling {
  readonly first: number;
  readonly last: number;
  readonly center: number;
}

/** What the lines of one image lack. */
export interface MissingLines {
  /** Lines left out all over k-space give an aliased image, others an incomplete one. */
  readonly kind: "aliased" | "incomplete";
  /** For example `aliased: 64 of 128 lines were acquired`. */
  readonly text: string;
}

/** How a k-space was sampled. */
export interface KSpaceDescription {
  readonly shape: KSpaceShape;
  /** Domain of axis e0: removing oversampling may have left the readouts in image space. */
  readonly readout: "k-space" | "image";
  /** `[slices][s][n][e2][e1]`, the header of the last readout placed in the line. */
  readonly headers: readonly (AcquisitionHeader | undefined)[];
  /** `[slices][s][n][e2][e1]`, the number of readouts in the line. */
  readonly counts: Uint32Array;
  /** `[slices][s][n]`, the number of readouts outside the encoded matrix. */
  readonly discarded: Uint32Array;
  readonly e1: AxisSampling;
  readonly e2: AxisSampling;
  /** Undersampling along e1 and e2. */
  readonly acceleration: readonly [number, number];
  /** `[slices][s][n]`; a step that supplies the missing lines removes it. Images have it as an attribute. */
  readonly missing: readonly (MissingLines | undefined)[];
  /** Facts of the readouts by line, as `headers`; `undefined` if there are none. */
  readonly facts?: readonly Acquisition["facts"][] | undefined;
}

/** Samples of a k-space that are stored line by line. */
export interface KSpaceLines extends Scattered {
  /** The lines where they are stored, unless they were gathered. */
  readonly grid?: GridLines | undefined;
  /** All samples in one array, allocated at the first call. */
  gather(): Float32Array;
  /** Releases the memory of the samples, which must not be read afterwards. */
  release(): void;
}

/** K-space on its encoding's grid, with a description of how it was sampled. Immutable. */
export class KSpace implements KSpaceDescription {
  readonly shape: KSpaceShape;
  readonly readout: "k-space" | "image";
  readonly headers: readonly (AcquisitionHeader | undefined)[];
  readonly counts: Uint32Array;
  readonly discarded: Uint32Array;
  readonly e1: AxisSampling;
  readonly e2: AxisSampling;
  readonly acceleration: readonly [number, number];
  readonly missing: readonly (MissingLines | undefined)[];
  readonly facts?: readonly Acquisition["facts"][] | undefined;
  /**
   * `[slices][s][n][coils][e2][e1][e0]` complex, interleaved; zero where nothing was acquired. Either one array, or the
   * lines where they were received, which saves a copy for a task that copies its input anyway.
   */
  readonly samples: Float32Array | KSpaceLines;

  constructor(description: KSpaceDescription, samples: Float32Array | KSpaceLines) {
    this.shape = description.shape;
    this.readout = description.readout;
    this.headers = description.headers;
    this.counts = description.counts;
    this.discarded = description.discarded;
    this.e1 = description.e1;
    this.e2 = description.e2;
    this.acceleration = description.acceleration;
    this.missing = description.missing;
    this.facts = description.facts;
    this.samples = samples;
  }

  /** The samples in one array, `[slices][s][n][coils][e2][e1][e0]` complex, which must not be changed. */
  gather(): Float32Array {
    return this.samples instanceof Float32Array ? this.samples : this.samples.gather();
  }

  /** The lines where they are stored. */
  grid(): GridLines {
    const { samples, shape } = this;
    const stored = samples instanceof Float32Array ? undefined : samples.grid;
    return stored ?? GridLines.of({ ...shape, images: shape.n * shape.s * shape.slices }, this.gather());
  }

  /**
   * Copies samples to all of `target`: whole lines.
   * @param start first element to copy
   */
  copyInto(start: number, target: Float32Array): void {
    copyRange(this.samples, start, target);
  }

  /** The same k-space with some changes, such as other samples. */
  with(changes: Partial<KSpaceDescription & Pick<KSpace, "samples">>): KSpace {
    return new KSpace({ ...this, ...changes }, changes.samples ?? this.samples);
  }

  /** Releases the memory of the samples, once this k-space is no longer referenced. */
  release(memory: SampleMemory): void {
    if (this.samples instanceof Float32Array) memory.release(this.samples);
    else this.samples.release();
  }
}

/** A parallel-imaging reference, whose readouts are placed on the grid on first access. */
export interface KSpaceReference {
  /** Whether it was acquired apart from the image data, so that its lines cannot be lines of the image. */
  readonly independent?: boolean | undefined;
  /**
   * The reference on the same grid as the image data; placed at the first call.
   * @param mayBeHybrid whether it may be in image space along the readout, if its readouts are; otherwise it is in
   *   k-space
   * @throws GadgetError if its readouts cannot be placed
   */
  place(mayBeHybrid?: boolean): KSpace;
  /**
   * Releases the memory of the samples: the reference must not be used afterwards, nor what `place` returned. The last
   * step that needs it calls this once. Without it, the memory is left to the garbage collector.
   */
  release?(): void;
}

/** How the missing lines of an image were filled: those between the lines of a lattice, by GRAPPA. */
export interface ImageUnfolding {
  readonly lattice: Lattice;
  readonly kernel: GrappaKernel;
  /** From `grappaWeights`. */
  readonly weights: Float32Array;
}

/** Index of a line in `headers` and `counts`. */
export function lineIndex(
  shape: KSpaceShape,
  line: { e1: number; e2: number; n: number; s: number; slice: number },
): number {
  return (((line.slice * shape.s + line.s) * shape.n + line.n) * shape.e2 + line.e2) * shape.e1 + line.e1;
}
