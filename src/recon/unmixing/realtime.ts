import type { KSpace, ReconBuffer } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import type { GrappaKernel, Lattice, UnmixingCalibration } from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import { UnfoldingError } from "../parallel/index.ts";
import { imageCount, imageLines } from "../sampling/index.ts";
import { UnmixingEntry } from "./entry.ts";
import { latticeOf, type UnmixingPlan } from "./plan.ts";

/** Parameters of real-time unmixing. */
export interface RealtimeOptions {
  readonly kernel: readonly [number, number];
  readonly lambda: number;
  /** Whether coefficients are computed again with each image, or once per slice. */
  readonly renew: boolean;
  /** Whether lines of the calibration overlap by one sample, as in Gadgetron. */
  readonly overlapping: boolean;
}

/** Lines about the k-space centre without a gap that a calibration needs (Gadgetron's limit). */
const LEAST_LINES = 10;

/** The newest line at each position of a slice, in k-space. */
interface NewestLines {
  readonly samples: Float32Array;
  readonly seen: Uint8Array;
  readonly place: string;
}

/** A buffer that waits for the calibration of its slices. */
interface Waiting {
  readonly buffer: ReconBuffer;
  readonly lattices: readonly (Lattice | undefined)[];
  readonly keys: readonly string[];
}

/**
 * Coefficients from the newest of all lines of a slice, calibration or not, as in Gadgetron's real-time chain: images of
 * a slice wait until its lines have no gap about the centre. A slice that moves starts from scratch.
 */
export class RealtimePlans {
  readonly #options: RealtimeOptions;
  readonly #lines = new Map<string, NewestLines>();
  readonly #entries = new Map<string, UnmixingEntry>();
  readonly #waiting: Waiting[] = [];
  readonly #memory: SampleMemory;

  /** @param memory of the coefficients */
  constructor(options: RealtimeOptions, memory: SampleMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /** @throws UnfoldingError `no-lattice`, `calibration-mismatch` */
  take(buffer: ReconBuffer): UnmixingPlan[] {
    const { imaging, reference, encoding } = buffer;
    if (imaging.shape.e2 > 1)
      throw new UnfoldingError(
        "no-lattice",
        `real-time unmixing takes planes, and these are ${counted(imaging.shape.e2, "partition")}; use grappa-unmixing`,
      );
    const lattices: (Lattice | undefined)[] = [];
    if (reference !== undefined) this.#add(reference.place(), encoding, imaging.shape.coils);
    this.#add(imaging, encoding, imaging.shape.coils);
    const keys = Array.from({ length: imageCount(imaging) }, (_, image) => {
      const { counts, anyHeader } = imageLines(imaging, image);
      const lattice = anyHeader && latticeOf(imaging, counts);
      lattices.push(lattice);
      const key = anyHeader === undefined ? "" : keyOf(encoding, anyHeader);
      this.#update(key, lattice, imaging);
      return key;
    });
    this.#waiting.push({ buffer, lattices, keys });
    return this.#resolved();
  }

  /** @throws UnfoldingError `no-calibration` if images still wait */
  finish(): UnmixingPlan[] {
    const open = this.#waiting[0];
    if (open === undefined) return [];
    const key = open.keys.find((each) => each !== "" && !this.#entries.has(each))!;
    const { count } = regionOf(this.#lines.get(key)!.seen);
    throw new UnfoldingError(
      "no-calibration",
      `all lines of a slice have ${counted(count, "line")} about the k-space centre without a gap; real-time unmixing ` +
        `needs ${LEAST_LINES}: acquire calibration lines, or lattices that alternate`,
    );
  }

  #resolved(): UnmixingPlan[] {
    const plans: UnmixingPlan[] = [];
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || !next.keys.every((key) => key === "" || this.#entries.has(key))) return plans;
      this.#waiting.shift();
      const known = [...new Set(next.keys.filter((key) => key !== ""))];
      const sets = next.keys.map((key) => Math.max(0, known.indexOf(key)));
      const entries = known.map((key) => this.#entries.get(key)!);
      for (const entry of entries) entry.hold();
      plans.push({ buffer: next.buffer, entries, sets, lattices: next.lattices });
    }
  }

  /** Adds the lines of a k-space to those of their slices. */
  #add(kSpace: KSpace, encoding: number, coils: number): void {
    const { e0, e1, coils: own } = kSpace.shape;
    if (own !== coils) {
      const text = `the calibration has ${counted(own, "coil")}, the image data have ${coils}`;
      throw new UnfoldingError("calibration-mismatch", `${text}; both must be acquired with the same coils`);
    }
    const volume = new Float32Array(2 * e0 * e1);
    for (let image = 0; image < imageCount(kSpace); image += 1) {
      const { counts, headers, anyHeader } = imageLines(kSpace, image);
      if (anyHeader === undefined) continue;
      const key = keyOf(encoding, anyHeader);
      const place = placeOf(anyHeader);
      let lines = this.#lines.get(key);
      if (lines?.samples.length !== volume.length * coils || lines.place !== place) {
        lines = { samples: new Float32Array(volume.length * coils), seen: new Uint8Array(e1), place };
        this.#lines.set(key, lines);
        this.#entries.get(key)?.letGo(this.#memory);
        this.#entries.delete(key);
      }
      for (let coil = 0; coil < coils; coil += 1) {
        kSpace.copyInto((image * coils + coil) * volume.length, volume);
        if (kSpace.readout === "image") transformAxis(volume, [e0, e1], 0, "forward");
        for (let row = 0; row < e1; row += 1) {
          if (counts[row] === 0 || headers[row] === undefined) continue;
          lines.samples.set(volume.subarray(2 * e0 * row, 2 * e0 * (row + 1)), 2 * e0 * (coil * e1 + row));
          lines.seen[row] = 1;
        }
      }
    }
  }

  /** Plans new coefficients of a slice, if its lines suffice. */
  #update(key: string, lattice: Lattice | undefined, { shape }: KSpace): void {
    if (key === "" || (this.#entries.has(key) && !this.#options.renew)) return;
    const { samples, seen } = this.#lines.get(key)!;
    const region = regionOf(seen);
    if (region.count < LEAST_LINES) return;
    const { e0, e1, coils } = shape;
    const { kernel: size, lambda, overlapping } = this.#options;
    const acceleration = lattice?.acceleration ?? ([1, 1] as const);
    const kernel: GrappaKernel = { acceleration, shift: 0, size: [size[0], size[1], 1] };
    if (lattice !== undefined && region.count < (size[1] - 1) * acceleration[0] + 1) return;
    const calibration: UnmixingCalibration = {
      block: { e0, e1, e2: 1, coils },
      center: [Math.floor(e0 / 2), Math.floor(e1 / 2), 0],
      destinations: coils,
      grappa: lattice && { kernel, center: Math.floor(e0 / 2), lambda, samples: 0, columns: e0 + 1 },
      region: { ...region, overlapping },
    };
    this.#entries.get(key)?.letGo(this.#memory);
    this.#entries.set(key, new UnmixingEntry(calibration, samples.slice()));
  }
}

/** The run of lines about the centre. */
function regionOf(seen: Uint8Array): { first: number; count: number } {
  let [first, end] = [Math.floor(seen.length / 2), Math.floor(seen.length / 2)];
  while (first > 0 && seen[first - 1] === 1) first -= 1;
  while (end < seen.length && seen[end] === 1) end += 1;
  return { first, count: end - first };
}

function keyOf(encoding: number, { slice }: AcquisitionHeader): string {
  return `${encoding} ${slice}`;
}

function placeOf({ position, readDir, phaseDir, sliceDir }: AcquisitionHeader): string {
  return [position, readDir, phaseDir, sliceDir].map((each) => [...each].join()).join(" ");
}
