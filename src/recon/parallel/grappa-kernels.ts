import {
  chooseKernel,
  type GrappaCalibration,
  kernelEquations,
  kernelPositions,
} from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import { UnfoldingError } from "./errors.ts";
import type { UndersampledImage } from "./unfolding-plan.ts";

/** Parameters of the kernels; `undefined` means that the calibration decides. */
export interface KernelOptions {
  readonly e0: number;
  readonly e1: number | undefined;
  readonly e2: number | undefined;
  readonly lambda: number | undefined;
}

/** Weights that are computed, or will be before they are needed. */
export interface KernelSlot {
  readonly calibration: GrappaCalibration;
  readonly mode: UndersampledImage["mode"];
  /** The calibration block, until it is handed to the task. */
  data: Float32Array | undefined;
  weights: Float32Array | undefined;
  lambda: number;
}

/**
 * The kernels of a measurement. An image that brings calibration lines gets weights of its own, one that brings none
 * those of the calibration that came last: of the same slice and, if there is one, of the same contrast, set and phase.
 */
export class GrappaKernels {
  readonly #options: KernelOptions;
  readonly #renew: boolean;
  readonly #slots = new Map<string, KernelSlot>();

  /** @param renew whether a later calibration replaces an earlier one of the same image */
  constructor(options: KernelOptions, renew: boolean) {
    this.#options = options;
    this.#renew = renew;
  }

  /**
   * The kernel for an image.
   * @param encoding index of the encoding
   * @throws UnfoldingError `no-calibration`, `too-little-calibration`, `calibration-mismatch`
   */
  of(image: UndersampledImage, encoding: number, coils: number): KernelSlot {
    const { acceleration, shift } = image.lattice;
    const { slice, contrast, set, phase } = image.header;
    const ofSlice = `${encoding} ${acceleration} ${shift} ${slice} `;
    const key = `${ofSlice}${contrast} ${set} ${phase}`;
    const known = this.#slots.get(key);
    if (known !== undefined && !this.#renew) return known;
    const own = this.#calibrationOf(image);
    if (own === undefined) {
      const other = known ?? [...this.#slots].findLast(([each]) => each.startsWith(ofSlice))?.[1];
      if (other === undefined) throw tooLittle(image, this.#options);
      if (other.calibration.block.coils !== coils) {
        const text = `the calibration has ${counted(other.calibration.block.coils, "coil")}, the image data have ${coils}`;
        throw new UnfoldingError("calibration-mismatch", `${text}; both must be acquired with the same coils`);
      }
      return other;
    }
    this.#slots.delete(key); // so that it becomes the last one
    this.#slots.set(key, own);
    return own;
  }

  /** Whether an image brings enough calibration lines for a kernel. */
  canCalibrate({ calibration, lattice }: UndersampledImage): boolean {
    return calibration !== undefined && chooseKernel(lattice, calibration.shape, this.#options) !== undefined;
  }

  /** Whether there is a kernel for an image that brings no calibration. */
  has({ lattice, header }: UndersampledImage, encoding: number): boolean {
    const ofSlice = `${encoding} ${lattice.acceleration} ${lattice.shift} ${header.slice} `;
    return [...this.#slots.keys()].some((key) => key.startsWith(ofSlice));
  }

  #calibrationOf({ calibration, lattice, missing, mode }: UndersampledImage): KernelSlot | undefined {
    if (calibration === undefined) return undefined;
    const { shape: block, data, center } = calibration;
    const kernel = chooseKernel(lattice, block, this.#options);
    if (kernel === undefined) return undefined;
    const lines = missing.lines.reduce((sum, each) => sum + each.length, 0);
    const samples = (lines * block.e0) / Math.max(1, missing.lines.length);
    const { lambda } = this.#options;
    const described = { block, kernel, center: center[0], lambda, samples };
    return { calibration: described, mode, data, weights: undefined, lambda: 0 };
  }
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
