import { kernels } from "../kernels/heap.ts";

/** Samples along e0 that are processed together: a cache line of complex samples. */
export const COLUMNS = 8;

export interface KernelMatricesOptions {
  /** Indices of the targets and sources that are used. */
  readonly targets: readonly number[];
  readonly sources: readonly number[];
  /** Number of all sources. */
  readonly allSources: number;
  /** Taps along e0. */
  readonly steps: readonly number[];
  readonly e0: number;
  readonly coils: number;
}

/** Elements of a matrix, at least, and even: the kernel for products computes two at a time. */
function sizeOf({ sources, coils }: Pick<KernelMatricesOptions, "sources" | "coils">): number {
  return 2 * Math.ceil((sources.length * coils * coils) / 2);
}

/** Floats of working memory for {@link KernelMatrices}: weights by target and tap, phases, and matrices. */
export function matricesScratch(options: Omit<KernelMatricesOptions, "e0" | "allSources">) {
  const { targets, steps } = options;
  const size = 2 * targets.length * sizeOf(options);
  return [steps.length * size, 2 * steps.length * COLUMNS, COLUMNS * size] as const;
}

/**
 * The matrices of targets at some x: Σ_o w_o e^{−2πi o (x − c) / e0} over the taps o along e0, with c = floor(e0 / 2).
 */
export class KernelMatrices {
  readonly #options: KernelMatricesOptions;
  readonly #size: number;
  readonly #byTap: Float32Array;
  readonly #phases: Float32Array;
  readonly #matrices: Float32Array;

  /**
   * @param weights `[targets][sources][coils][e0][destinations]` complex
   * @param scratch of {@link matricesScratch}, on the kernels' heap
   */
  constructor(
    weights: Float32Array,
    options: KernelMatricesOptions,
    [byTap, phases, matrices]: readonly [Float32Array, Float32Array, Float32Array],
  ) {
    this.#options = options;
    this.#size = sizeOf(options);
    [this.#byTap, this.#phases, this.#matrices] = [byTap, phases, matrices];
    const { targets, sources, allSources, steps, coils } = options;
    const width = 2 * coils;
    byTap.fill(0);
    for (const [t, target] of targets.entries()) {
      for (let row = 0; row < sources.length * coils; row++) {
        const source = target * allSources + sources[Math.floor(row / coils)]!;
        for (let tap = 0; tap < steps.length; tap++) {
          const from = width * ((source * coils + (row % coils)) * steps.length + tap);
          const to = 2 * (t * steps.length + tap) * this.#size + width * row;
          byTap.set(weights.subarray(from, from + width), to);
        }
      }
    }
  }

  /** Computes the matrices at {@link COLUMNS} positions from x on. */
  compute(x: number): void {
    const { targets, steps, e0 } = this.#options;
    for (const [tap, step] of steps.entries()) {
      for (let column = 0; column < COLUMNS; column++) {
        const angle = (-2 * Math.PI * step * (x + column - Math.floor(e0 / 2))) / e0;
        this.#phases.set([Math.cos(angle), Math.sin(angle)], 2 * (tap * COLUMNS + column));
      }
    }
    for (let t = 0; t < targets.length; t++) {
      const byTap = this.#byTap.byteOffset + 8 * t * steps.length * this.#size;
      const pointers = [this.#phases.byteOffset, byTap, this.pointer(t, 0)] as const;
      kernels.transformCoils(...pointers, steps.length, COLUMNS, this.#size);
    }
  }

  /** Pointer to the matrix at a column, `[sources][coils][destinations]` complex. @param t index in `targets` */
  pointer(t: number, column: number): number {
    return this.#matrices.byteOffset + 8 * (t * COLUMNS + column) * this.#size;
  }
}
