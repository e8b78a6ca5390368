import { AcquisitionFlag, type AcquisitionHeader, auxiliaryFlags, type MrdHeader } from "../../mrd/index.ts";
import type { Frame, KSpaceState } from "../../viewer/api/index.ts";

/** Memory per encoding, in bytes: one per line. */
const MOST_CELLS = 65_536;
const MOST_FRAMES = 256;
const MOST_ENCODINGS = 8;

const CALIBRATION = 128;
const MOST_COUNTED = 127;

/** Which lines of k-space have arrived, and how often, by encoding. Bounded: the oldest frames are forgotten. */
export class KSpaceFilling {
  readonly #encodings: (EncodingFilling | undefined)[];
  /** Readouts that belong to images. */
  lines = 0;
  #hasChanged = false;

  constructor(header: MrdHeader | undefined) {
    this.#encodings = (header?.encoding ?? []).slice(0, MOST_ENCODINGS).map((encoding, i) => {
      const { kspaceEncodingStep1: one, kspaceEncodingStep2: two } = encoding.encodingLimits;
      const { y, z } = encoding.encodedSpace.matrixSize;
      const e1 = Math.max(1, one === undefined ? y : one.maximum + 1);
      const e2 = Math.max(1, two === undefined ? z : two.maximum + 1);
      return e1 * e2 > MOST_CELLS ? undefined : new EncodingFilling(i, e1, e2);
    });
  }

  /** Counts a readout. Runs for each. */
  add(header: AcquisitionHeader): void {
    if (!isImaging(header)) return;
    this.lines += 1;
    this.#hasChanged = true;
    this.#encodings[header.encodingSpaceRef]?.add(header);
  }

  /** What there is, if it has changed since the last call. */
  takeState(): KSpaceState[] | undefined {
    if (!this.#hasChanged) return undefined;
    this.#hasChanged = false;
    return this.#encodings.flatMap((encoding) => encoding?.state ?? []);
  }
}

function isImaging(header: AcquisitionHeader): boolean {
  return !others.some((flag) => header.has(flag));
}

/** Readouts that fill no line. */
const others = [AcquisitionFlag.noiseMeasurement, ...auxiliaryFlags];

interface FilledFrame extends Frame {
  readonly cells: Uint8Array;
}

class EncodingFilling {
  readonly #encoding: number;
  readonly #e1: number;
  readonly #e2: number;
  readonly #frames = new Map<string, FilledFrame>();
  readonly #mostFrames: number;
  #current: FilledFrame | undefined;
  #lines = 0;
  #outside = 0;

  constructor(encoding: number, e1: number, e2: number) {
    this.#encoding = encoding;
    this.#e1 = e1;
    this.#e2 = e2;
    this.#mostFrames = Math.min(MOST_FRAMES, Math.floor(MOST_CELLS / (e1 * e2)));
  }

  add(header: AcquisitionHeader): void {
    this.#lines += 1;
    const { kspaceEncodeStep1: line, kspaceEncodeStep2: partition } = header;
    if (line >= this.#e1 || partition >= this.#e2) {
      this.#outside += 1;
      return;
    }
    if (this.#current === undefined || !isOf(this.#current, header)) this.#current = this.#frameOf(header);
    const { cells } = this.#current;
    const i = partition * this.#e1 + line;
    const cell = cells[i]!;
    const calibrates =
      header.has(AcquisitionFlag.parallelCalibration) || header.has(AcquisitionFlag.parallelCalibrationAndImaging);
    cells[i] =
      Math.min((cell & MOST_COUNTED) + 1, MOST_COUNTED) | (cell & CALIBRATION) | (calibrates ? CALIBRATION : 0);
  }

  get state(): KSpaceState {
    const frames = [...this.#frames.values()];
    const shown = this.#e2 > 1 ? frames.slice(-1) : frames;
    return {
      encoding: this.#encoding,
      e1: this.#e1,
      e2: this.#e2,
      frames: frames.length,
      cells: Buffer.concat(shown.map(({ cells }) => cells)).toString("base64"),
      lines: this.#lines,
      outside: this.#outside,
    };
  }

  #frameOf({ slice, contrast, phase, repetition, set }: AcquisitionHeader): FilledFrame {
    const key = `${slice} ${contrast} ${phase} ${repetition} ${set}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const oldest = this.#frames.size < this.#mostFrames ? undefined : this.#frames.entries().next().value;
    if (oldest !== undefined) this.#frames.delete(oldest[0]);
    const cells = oldest?.[1].cells.fill(0) ?? new Uint8Array(this.#e1 * this.#e2);
    const frame = { slice, contrast, phase, repetition, set, cells };
    this.#frames.set(key, frame);
    return frame;
  }
}

function isOf(frame: Frame, header: AcquisitionHeader): boolean {
  return (
    frame.slice === header.slice &&
    frame.repetition === header.repetition &&
    frame.contrast === header.contrast &&
    frame.phase === header.phase &&
    frame.set === header.set
  );
}
