import { GadgetError, type KSpace, type ReconBuffer } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import {
  type CoilMatrices,
  type CompressionRule,
  geometricCompression,
  principalCompression,
} from "../../numerics/coils/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { NumericsError } from "../../numerics/index.ts";
import { counted } from "../../text/index.ts";
import { calibrationBlock } from "../sampling/index.ts";
import { averageReference } from "../unmixing/index.ts";

/** How coils are compressed. */
export interface CompressionOptions extends CompressionRule {
  readonly method: "principal" | "geometric";
  /** Whether the matrices of the first buffer are kept, or those of each one replace them. */
  readonly renew: boolean;
}

/**
 * The matrices of a measurement: for each slice of an array one, computed from its reference, averaged over n and s, or
 * without a reference from the data. The first slice decides how many virtual coils there are.
 */
export class KeptMatrices {
  readonly #options: CompressionOptions;
  readonly #memory: SampleMemory;
  readonly #kept = new Map<string, CoilMatrices>();

  /** @param memory of the samples that matrices are computed from */
  constructor(options: CompressionOptions, memory: SampleMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /**
   * The matrices of a buffer's slices.
   * @throws GadgetError `coil-mismatch`, `not-finite`
   */
  of({ encoding, imaging, reference }: ReconBuffer): readonly CoilMatrices[] {
    const { slices, coils } = imaging.shape;
    const key = (slice: number) => `${encoding} ${slices} ${slice}`;
    if (!this.#options.renew && this.#kept.has(key(0))) {
      return this.#checked(
        Array.from({ length: slices }, (_, slice) => this.#kept.get(key(slice))!),
        coils,
      );
    }
    const whole = averageReference(reference?.place() ?? imaging, { n: "average", s: "average" });
    if (whole.shape.coils !== coils) throw mismatch(whole.shape.coils, coils);
    let { coils: kept } = this.#options;
    return Array.from({ length: slices }, (_, slice) => {
      const matrices = this.#compute(whole, Math.min(slice, whole.shape.slices - 1), kept);
      kept = matrices.virtualCoils;
      this.#kept.set(key(slice), matrices);
      return matrices;
    });
  }

  #checked(matrices: readonly CoilMatrices[], coils: number): readonly CoilMatrices[] {
    if (matrices[0]!.coils !== coils) throw mismatch(matrices[0]!.coils, coils);
    return matrices;
  }

  #compute(reference: KSpace, slice: number, coils: number): CoilMatrices {
    const rule = { coils, threshold: this.#options.threshold };
    const { e0, coils: all } = reference.shape;
    try {
      if (this.#options.method === "principal") {
        const data = calibrationBlock(reference, slice, this.#memory)?.data ?? new Float32Array(2 * all);
        try {
          return principalCompression(data, all, rule);
        } finally {
          this.#memory.release(data);
        }
      }
      const length = reference.gather().length / reference.shape.slices;
      const hybrid = reference.gather().slice(slice * length, (slice + 1) * length);
      if (reference.readout === "k-space") transformAxis(hybrid, [e0, length / (2 * e0)], 0, "inverse");
      return geometricCompression(hybrid, all, e0, rule);
    } catch (error) {
      if (!(error instanceof NumericsError)) throw error;
      const what = `slice ${slice} has samples that are NaN, infinite or too large`;
      throw new GadgetError("not-finite", `${what}: its coils can't be compressed`, { cause: error });
    }
  }
}

function mismatch(before: number, now: number): GadgetError {
  return new GadgetError(
    "coil-mismatch",
    `the coils are compressed by matrices of ${counted(before, "coil")}, but now there are ${now}: all data of a ` +
      "measurement must come from the same coils",
  );
}
