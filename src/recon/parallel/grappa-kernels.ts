import {
  chooseKernel,
  edgePatterns,
  type GrappaCalibration,
  kernelEquations,
  kernelPositions,
  weightsLength,
} from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import type { CalibrationBlock } from "../sampling/index.ts";
import { UnfoldingError } from "./errors.ts";
import type { UndersampledImage } from "./unfolding-plan.ts";

/** Parameters of the kernels; `undefined` means that the calibration decides. */
export interface KernelOptions {
  readonly e0: number;
  readonly e1: number | undefined;
  readonly e2: number | undefined;
  readonly lambda: number | undefined;
}

/** What weights are computed from, and the weights once they are. */
export interface Kernel {
  readonly calibration: GrappaCalibration;
  readonly mode: UndersampledImage["mode"];
  readonly weights: Float32Array | undefined;
  readonly lambda: number;
}

/** The kernel of some images, which may be replaced by a newer one. */
export interface KernelSlot {
  kernel: Kernel;
  /** The calibration, until its block is handed to the task. */
  block: CalibrationBlock | undefined;
  /** Whether newer weights are being computed. */
  renewing: boolean;
}

/** Newer weights for a slot. */
export interface Renewal {
  readonly slot: KernelSlot;
  readonly newer: KernelSlot;
}

/**
 * Which calibration of several of an image its weights come from: its own, the newest (`newest`); the first (`first`); or
 * the newest whose weights are known when its lines have come (`ready`).
 */
export type WeightsChoice = "newest" | "first" | "ready";

/**
 * The kernels of a measurement. An image that brings calibration lines gets weights of its own, one that brings none
 * those of the calibration that came last: of the same slice and, if there is one, of the same contrast, set and phase.
 */
export class GrappaKernels {
  readonly #options: KernelOptions;
  readonly #choice: WeightsChoice;
  readonly #slots = new Map<string, KernelSlot>();
  readonly #own = new WeakMap<UndersampledImage, KernelSlot>();

  constructor(options: KernelOptions, choice: WeightsChoice) {
    this.#options = options;
    this.#choice = choice;
  }

  /** Memory of all weights. */
  get bytes(): number {
    let floats = 0;
    for (const { kernel } of this.#slots.values()) floats += weightsLength(kernel.calibration);
    return Float32Array.BYTES_PER_ELEMENT * floats;
  }

  /**
   * The kernel for an image.
   * @param encoding index of the encoding
   * @throws UnfoldingError `no-calibration`, `too-little-calibration`, `calibration-mismatch`
   */
  of(image: UndersampledImage, encoding: number, coils: number): KernelSlot {
    const { contrast, set, phase } = image.header;
    const key = `${keyOfSlice(image, encoding)}${contrast} ${set} ${phase}`;
    const known = this.#slots.get(key);
    const own = this.#choice === "newest" || known === undefined ? this.#calibrationOf(image) : undefined;
    if (own !== undefined) {
      this.#slots.delete(key); // so that it becomes the last one
      this.#slots.set(key, own);
      return own;
    }
    const slot = known ?? this.#lastOf(image, encoding);
    if (slot === undefined) throw tooLittle(image, this.#options);
    const { block } = slot.kernel.calibration;
    if (block.coils === coils) return slot;
    const text = `the calibration has ${counted(block.coils, "coil")}, the image data have ${coils}`;
    throw new UnfoldingError("calibration-mismatch", `${text}; both must be acquired with the same coils`);
  }

  /** Newer weights by the calibration that an image brings, if it does not use these itself. */
  renewalOf(image: UndersampledImage, slot: KernelSlot): Renewal | undefined {
    if (this.#choice !== "ready") return undefined;
    const newer = this.#calibrationOf(image);
    return newer === undefined || newer === slot ? undefined : { slot, newer };
  }

  /** Whether an image brings enough calibration lines for a kernel. */
  canCalibrate({ calibration, lattice }: UndersampledImage): boolean {
    return calibration !== undefined && chooseKernel(lattice, calibration.shape, this.#options) !== undefined;
  }

  /** Whether there is a kernel for an image that brings no calibration. */
  has(image: UndersampledImage, encoding: number): boolean {
    return this.#lastOf(image, encoding) !== undefined;
  }

  /** Whether a later calibration of an image is of no use: the first one counts, or newer weights are being computed. */
  ignores(image: UndersampledImage, encoding: number): boolean {
    const slot = this.#lastOf(image, encoding);
    return slot !== undefined && (this.#choice === "first" || slot.renewing);
  }

  /** Forgets the kernels of an image's slice. */
  forget(image: UndersampledImage, encoding: number): void {
    for (const key of this.#slots.keys()) if (key.startsWith(keyOfSlice(image, encoding))) this.#slots.delete(key);
  }

  #lastOf(image: UndersampledImage, encoding: number): KernelSlot | undefined {
    const ofSlice = keyOfSlice(image, encoding);
    return [...this.#slots].findLast(([key]) => key.startsWith(ofSlice))?.[1];
  }

  #calibrationOf(image: UndersampledImage): KernelSlot | undefined {
    const known = this.#own.get(image);
    if (known !== undefined || image.calibration === undefined) return known;
    const { calibration: block, lattice, missing, mode } = image;
    const kernel = chooseKernel(lattice, block.shape, this.#options);
    if (kernel === undefined) return undefined;
    const lines = missing.lines.reduce((sum, each) => sum + each.length, 0);
    const samples = (lines * block.shape.e0) / Math.max(1, missing.lines.length);
    const { lambda } = this.#options;
    const edges = edgePatterns(kernel, missing, image.grid);
    const calibration = { block: block.shape, kernel, center: block.center[0], lambda, samples, edges };
    const slot: KernelSlot = { kernel: { calibration, mode, weights: undefined, lambda: 0 }, block, renewing: false };
    this.#own.set(image, slot);
    return slot;
  }
}

function keyOfSlice({ lattice: { acceleration, shift }, header }: UndersampledImage, encoding: number): string {
  return `${encoding} ${acceleration} ${shift} ${header.slice} `;
}

/** Without calibration at all, or with a block that is too small for any kernel. */
function tooLittle({ calibration, lattice, mode }: UndersampledImage, wanted: KernelOptions): UnfoldingError {
  const [r1, r2] = lattice.acceleration;
  const block = calibration?.shape;
  const smallest = [wanted.e1 ?? (r1 > 1 ? 2 : 1), wanted.e2 ?? (r2 > 1 ? 2 : 1)] as const;
  const kernel = { ...lattice, size: [wanted.e0, ...smallest] as const };
  const needed = { e1: (smallest[0] - 1) * r1 + 1, e2: (smallest[1] - 1) * r2 + 1 };
  const lines = (e1: number, e2: number) => (r2 > 1 || e2 > 1 ? `${e1} × ${counted(e2, "line")}` : counted(e1, "line"));
  const need = `a kernel of ${kernel.size.join(" × ")} needs at least ${lines(needed.e1, needed.e2)} without a gap`;
  if (
    block === undefined ||
    (mode === "none" && block.e1 <= 1 && block.e2 <= 1) ||
    kernelPositionsOf(kernel, block) === 0
  ) {
    const came = block === undefined ? "none came" : `the largest block that came has ${lines(block.e1, block.e2)}`;
    const code = mode === "none" ? "no-calibration" : "too-little-calibration";
    return new UnfoldingError(
      code,
      `the data are undersampled by ${r1} × ${r2}, and there is no calibration: ${need}, ${came}`,
    );
  }
  const { unknowns, equations } = kernelEquations(kernel, block);
  return new UnfoldingError(
    "too-little-calibration",
    `the calibration block of ${lines(block.e1, block.e2)} gives ${equations} equations for ${unknowns} unknowns of a ` +
      `kernel of ${kernel.size.join(" × ")} for ${counted(block.coils, "coil")}; it needs at least as many`,
  );
}

function kernelPositionsOf(...parameters: Parameters<typeof kernelPositions>): number {
  const { e1, e2 } = kernelPositions(...parameters);
  return e1.count * e2.count;
}
