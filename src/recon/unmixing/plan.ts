import type { KSpace, ReconBuffer } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import type { AcquisitionHeader, MrdHeader } from "../../mrd/index.ts";
import {
  type GrappaKernel,
  kernelEquations,
  type Lattice,
  type UnmixingCalibration,
} from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import { UnfoldingError } from "../parallel/index.ts";
import { calibrationBlock, findLattice, imageCount, imageLines } from "../sampling/index.ts";
import { averageReference, type ReferenceSelection } from "./average.ts";
import { type DestinationRule, destinationCount } from "./destinations.ts";
import { UnmixingEntry } from "./entry.ts";

/** Parameters of unmixing. */
export interface UnmixingOptions {
  readonly kernel: readonly [number, number, number];
  readonly lambda: number;
  /** Equations per unknown from which on further samples along e0 are left out, in volumes. */
  readonly equations: number;
  readonly targets: "all" | "missing";
  /** Otherwise the images of the coils are only combined. */
  readonly unfold: boolean;
  readonly destinations: DestinationRule;
  readonly reference: ReferenceSelection;
  /** The reference that coefficients are computed from, if a slice has several: each one, or the first. */
  readonly renew: boolean;
  /** The centre of a reference's low-resolution images: that of k-space, or the middle of its block. */
  readonly center: "k-space" | "block";
}

/** How the images of a buffer are unfolded and combined. It holds its entries. */
export interface UnmixingPlan {
  readonly buffer: ReconBuffer;
  readonly entries: readonly UnmixingEntry[];
  /** `[slices][s][n]`: index of the coefficients; those of an image without lines are arbitrary. */
  readonly sets: readonly number[];
  readonly lattices: readonly (Lattice | undefined)[];
}

/** Plans the unmixing of buffers, and keeps the coefficients of references for those that bring none. */
export class UnmixingPlans {
  readonly #options: UnmixingOptions;
  readonly #header: MrdHeader | undefined;
  readonly #memory: SampleMemory;
  readonly #kept = new Map<string, UnmixingEntry>();

  /** @param memory of the coefficients */
  constructor(options: UnmixingOptions, header: MrdHeader | undefined, memory: SampleMemory) {
    this.#options = options;
    this.#header = header;
    this.#memory = memory;
  }

  /** @throws UnfoldingError */
  of(buffer: ReconBuffer): UnmixingPlan {
    const { imaging, encoding } = buffer;
    const { n, s } = imaging.shape;
    const whole = buffer.reference?.place() ?? imaging;
    if (whole.shape.coils !== imaging.shape.coils) throw otherCoils(imaging, whole);
    let averaged: KSpace | undefined;
    const entries: UnmixingEntry[] = [];
    const lattices: (Lattice | undefined)[] = [];
    const sets = Array.from({ length: imageCount(imaging) }, (_, image) => {
      const lines = imageLines(imaging, image);
      const lattice = lines.anyHeader && this.#options.unfold ? latticeOf(imaging, lines.counts) : undefined;
      lattices.push(lattice);
      const [alongN, alongS, slice] = [image % n, Math.floor(image / n) % s, Math.floor(image / (n * s))];
      if (lines.anyHeader === undefined && entries.length > 0) return 0;
      const place = placeOf(lines.anyHeader, slice, lattice, encoding);
      const key = `${place} ${this.#options.reference.n === "average" ? 0 : alongN} ${this.#options.reference.s === "average" ? 0 : alongS}`;
      let entry = this.#kept.get(key);
      const isNew = entry === undefined || !entries.includes(entry);
      if (entry === undefined || (isNew && this.#options.renew)) {
        averaged ??= averageReference(whole, this.#options.reference);
        const own = Math.min(alongN, averaged.shape.n - 1);
        const ownS = Math.min(alongS, averaged.shape.s - 1);
        const hasCenter = buffer.reference === undefined || this.#isInterleaved(encoding);
        const { anyHeader } = lines;
        const ownSlice = anyHeader === undefined ? 0 : referenceSlice(averaged, anyHeader.slice);
        try {
          if (ownSlice === undefined) throw noCalibration(lattice, undefined);
          const from = (ownSlice * averaged.shape.s + ownS) * averaged.shape.n + own;
          const replaced = entry;
          entry = this.#entryOf(averaged, from, lattice, hasCenter, entries[0]);
          this.#kept.set(key, entry);
          replaced?.letGo(this.#memory);
        } catch (error) {
          // Without a calibration of its own, the image has the coefficients of an earlier one.
          const hasOwn = buffer.reference !== undefined && ownSlice !== undefined;
          if (entry === undefined || hasOwn || !(error instanceof UnfoldingError)) throw error;
        }
      }
      if (!entries.includes(entry)) {
        entry.hold();
        entries.push(entry);
      }
      return entries.indexOf(entry);
    });
    buffer.reference?.release?.(); // The entries have copies of what they need.
    return { buffer, entries, sets, lattices };
  }

  #isInterleaved(encoding: number): boolean {
    const mode = this.#header?.encoding[encoding]?.parallelImaging?.calibrationMode;
    return mode === undefined || mode === "interleaved";
  }

  /**
   * @param hasCenter whether the reference's centre is that of k-space, whatever `center` says
   * @param first the entry of the buffer's first image, whose number of destinations all have
   */
  #entryOf(
    reference: KSpace,
    image: number,
    lattice: Lattice | undefined,
    hasCenter: boolean,
    first: UnmixingEntry | undefined,
  ): UnmixingEntry {
    const found = calibrationBlock(reference, image, this.#memory);
    if (found === undefined) throw noCalibration(lattice, undefined);
    const { shape: block, data } = found;
    const { center, lambda, destinations: rule, targets, equations } = this.#options;
    const middle = [found.center[0], Math.floor(block.e1 / 2), Math.floor(block.e2 / 2)] as const;
    const destinations = first?.calibration.destinations ?? destinationCount(block, data, rule);
    const described = { block, center: center === "block" && !hasCenter ? middle : found.center, destinations };
    if (lattice === undefined) return new UnmixingEntry({ ...described, grappa: undefined }, data);
    const { acceleration, shift } = lattice;
    const [k0, k1, k2] = this.#options.kernel;
    const size = [k0, k1, reference.shape.e2 > 1 ? k2 : 1] as const;
    const kernel: GrappaKernel = { acceleration, shift, size, targets, destinations };
    const { unknowns, equations: available } = kernelEquations(kernel, block);
    if (available < unknowns) {
      this.#memory.release(data);
      throw noCalibration(lattice, { block, kernel, unknowns, available });
    }
    const rows = available / (block.e0 - k0 + 1);
    const columns = block.e2 > 1 ? Math.floor(Math.ceil(equations * unknowns) / rows) : block.e0;
    const grappa = { kernel, center: found.center[0], lambda, samples: 0, columns };
    return new UnmixingEntry({ ...described, grappa }, data);
  }
}

/** @returns `undefined` for a complete image @throws UnfoldingError `no-lattice` */
export function latticeOf({ shape }: Pick<KSpace, "shape">, counts: Uint32Array): Lattice | undefined {
  const lattice = findLattice({ e1: shape.e1, e2: shape.e2, lines: counts });
  if (lattice === "full") return undefined;
  if (lattice !== "irregular") return lattice;
  const acquired = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  throw new UnfoldingError(
    "no-lattice",
    `${acquired} of ${counted(shape.e1 * shape.e2, "line was", "lines were")} acquired, and they are not a regular ` +
      "lattice around a fully sampled block; GRAPPA needs every R-th line",
  );
}

function placeOf(
  header: AcquisitionHeader | undefined,
  slice: number,
  lattice: Lattice | undefined,
  encoding: number,
): string {
  return [encoding, slice, header?.slice ?? 0, lattice?.acceleration ?? 1, lattice?.shift ?? 0].join(" ");
}

/** Where a reference has a slice; `undefined` if it has no lines of it. */
function referenceSlice({ shape, headers }: KSpace, slice: number): number | undefined {
  const line = headers.findIndex((header) => header?.slice === slice);
  return line < 0 ? undefined : Math.floor(line / (headers.length / shape.slices));
}

function otherCoils({ shape }: KSpace, reference: KSpace): UnfoldingError {
  const text = `the calibration has ${counted(reference.shape.coils, "coil")}, the image data have ${shape.coils}`;
  return new UnfoldingError("calibration-mismatch", `${text}; both must be acquired with the same coils`);
}

function noCalibration(
  lattice: Lattice | undefined,
  found: { block: UnmixingCalibration["block"]; kernel: GrappaKernel; unknowns: number; available: number } | undefined,
): UnfoldingError {
  const [r1, r2] = lattice?.acceleration ?? [1, 1];
  if (found === undefined)
    return new UnfoldingError(
      "no-calibration",
      `the data are undersampled by ${r1} × ${r2}, and no calibration lines came for a slice; acquire lines of the ` +
        "k-space centre",
    );
  const { block, kernel, unknowns, available } = found;
  const lines = block.e2 > 1 ? `${block.e1} × ${counted(block.e2, "line")}` : counted(block.e1, "line");
  return new UnfoldingError(
    "too-little-calibration",
    `the data are undersampled by ${r1} × ${r2}, and the calibration block of ${lines} gives ${available} equations for ` +
      `${counted(unknowns, "unknown")} of a kernel of ${kernel.size.join(" × ")}; acquire more lines, or use a smaller kernel`,
  );
}
