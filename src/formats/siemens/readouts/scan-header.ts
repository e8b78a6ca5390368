import type { SoftwareLine } from "../raid-file.ts";

/** Bytes of the header of a readout, and of the header of each of its channels. */
export const headerBytes: Readonly<Record<SoftwareLine, { readonly scan: number; readonly channel: number }>> = {
  VB: { scan: 128, channel: 128 }, // the first channel's is the readout's
  VD: { scan: 192, channel: 32 },
};

/** Offsets that differ; most others count from the mask of flags. */
const offsets = {
  VB: { mask: 20, position: 96, parameters: 80 },
  VD: { mask: 40, position: 100, parameters: 128 },
} as const;

/** 25 bits of the first word are a length, the others flags of the transfer. */
const LENGTH_MASK = 0x1ff_ffff;

/** Bits of the mask of a readout, counted from 0. */
export const ScanFlag = {
  endOfMeasurement: 0,
  realTimeFeedback: 1,
  highPerformanceFeedback: 2,
  syncData: 5,
  surfaceCoilCorrection: 10,
  lastInMeasurement: 11,
  phaseStabilizationReference: 14,
  phaseStabilization: 15,
  phaseCorrection: 21,
  calibration: 22,
  calibrationAndImaging: 23,
  reversed: 24,
  noise: 25,
  firstInSlice: 28,
  lastInSlice: 29,
  endOfRetroGating: 46,
  dummy: 51,
} as const;

/** The header of a readout (MDH), in either layout: a view that moves over a file. */
export class ScanHeader {
  readonly line: SoftwareLine;
  readonly #mask: number;
  readonly #position: number;
  readonly #parameters: number;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(line: SoftwareLine) {
    this.line = line;
    ({ mask: this.#mask, position: this.#position, parameters: this.#parameters } = offsets[line]);
  }

  /** @param bytes at least those of the header */
  moveTo({ buffer, byteOffset, byteLength }: Uint8Array): void {
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  /** Bytes of the readout, or up to VB of one channel; several readouts together may have a larger value. */
  get length(): number {
    return this.#view.getUint32(0, true) & LENGTH_MASK;
  }

  get measurementUid(): number {
    return this.#view.getUint32(4, true);
  }

  get scanCounter(): number {
    return this.#view.getUint32(8, true);
  }

  /** In 2.5 ms since midnight. */
  get timeStamp(): number {
    return this.#view.getUint32(12, true);
  }

  /** In 2.5 ms since the last trigger. */
  get physiologyTimeStamp(): number {
    return this.#view.getUint32(16, true);
  }

  /** @param flag a `ScanFlag` */
  has(flag: number): boolean {
    const word = this.#view.getUint32(this.#mask + (flag < 32 ? 0 : 4), true);
    return ((word >>> (flag % 32)) & 1) === 1;
  }

  get samples(): number {
    return this.#u16(8);
  }

  get channels(): number {
    return this.#u16(10);
  }

  /** Line, average, slice, partition, echo, phase, repetition, set, segment, and Ida to Ide. */
  counter(index: number): number {
    return this.#u16(12 + 2 * index);
  }

  get discardPre(): number {
    return this.#u16(40);
  }

  get discardPost(): number {
    return this.#u16(42);
  }

  get centerSample(): number {
    return this.#u16(44);
  }

  get timeSinceLastRf(): number {
    return this.#view.getUint32(this.#mask + 52, true);
  }

  get centerLine(): number {
    return this.#u16(56);
  }

  get centerPartition(): number {
    return this.#u16(58);
  }

  /** Parameters of the sequence for the reconstruction: 24, or up to VB 8. */
  parameter(index: number): number {
    if (this.line === "VB" && index >= 8) return 0;
    return this.#view.getUint16(this.#parameters + 2 * index, true);
  }

  /** Position of the slice in mm: sagittal, coronal, transverse. */
  get position(): readonly [number, number, number] {
    return [this.#f32(0), this.#f32(1), this.#f32(2)];
  }

  /** Rotation of the slice: w, x, y, z. */
  get quaternion(): readonly [number, number, number, number] {
    return [this.#f32(3), this.#f32(4), this.#f32(5), this.#f32(6)];
  }

  /** Position of the patient's table in mm. */
  get tablePosition(): readonly [number, number, number] {
    // Up to VB, in 0.1 mm, negated. From VD on, in µm.
    if (this.line === "VB") return [0, 0, this.#view.getUint16(126, true) / -10 || 0];
    const [x, y, z] = [24, 28, 32].map((at) => this.#view.getInt32(at, true) / 1000);
    return [x!, y!, z!];
  }

  /** Index of a channel, as its header has it. */
  channel(bytes: DataView, at: number): number {
    return bytes.getUint16(at + (this.line === "VB" ? 124 : 24), true);
  }

  #u16(offset: number): number {
    return this.#view.getUint16(this.#mask + offset, true);
  }

  #f32(index: number): number {
    return this.#view.getFloat32(this.#position + 4 * index, true);
  }
}
