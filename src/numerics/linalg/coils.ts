import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireDisjoint } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/** Measured on one core of 2.5 GHz, per sample and square of the number of coils. */
const SECONDS = 5e-10;

/** Estimated time of {@link applyToCoils}, with as many coils before as after. */
export function coilTransformSeconds(coils: number, samples: number): number {
  return coils ** 2 * samples * SECONDS;
}

/**
 * Applies a coil transform: multiplies the row of coil values of each sample by a matrix, out_j = Σ_i d_i W_ij. Zeros
 * at the end of a column are skipped, so an upper triangular matrix takes half the time.
 * @param matrix W, `[coilsIn][coilsOut]` complex, interleaved, row-major
 * @param data `[coilsIn][samples]` complex; not changed
 * @param out `[coilsOut][samples]` complex; must not share memory with `data`
 * @returns `out`
 * @throws NumericsError `shape-mismatch`, `overlapping-arrays`
 */
export function applyToCoils<Out extends Float32Array>(
  matrix: Float32Array | Float64Array,
  data: Float32Array,
  samples: number,
  out: Out,
): Out {
  requireCount("the number of samples", samples, 0);
  requireDisjoint(out, data);
  const coilsIn = samples === 0 ? 0 : data.length / (2 * samples);
  const coilsOut = samples === 0 ? 0 : out.length / (2 * samples);
  if (
    samples > 0 &&
    !(matrix.length === 2 * coilsIn * coilsOut && Number.isInteger(coilsIn) && Number.isInteger(coilsOut))
  ) {
    throw new NumericsError(
      "shape-mismatch",
      `a matrix of ${counted(matrix.length, "element")} can't transform ${coilsIn} into ${counted(coilsOut, "coil")} of ${counted(samples, "sample")}`,
    );
  }
  // The kernel processes two samples at a time.
  const padded = 2 * Math.ceil(samples / 2);
  withScratch([matrix.length, 2 * padded * coilsIn, 2 * padded * coilsOut], (weights, source, target) => {
    weights.set(matrix);
    copyLines(data, 2 * samples, source, 2 * padded, coilsIn);
    kernels.transformCoils(weights.byteOffset, source.byteOffset, target.byteOffset, coilsIn, coilsOut, padded);
    copyLines(target, 2 * padded, out, 2 * samples, coilsOut);
  });
  return out;
}

/** Copies lines to an array with another spacing; of each line, as many floats as fit into the smaller spacing. */
function copyLines(
  source: Float32Array,
  spacing: number,
  target: Float32Array,
  spacingOut: number,
  count: number,
): void {
  if (spacing === spacingOut) {
    target.set(source.subarray(0, spacing * count));
    return;
  }
  const length = Math.min(spacing, spacingOut);
  for (let i = 0; i < count; i++) target.set(source.subarray(i * spacing, i * spacing + length), i * spacingOut);
}
