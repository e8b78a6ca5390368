import { floatsOf } from "../../memory/index.ts";
import { defineTask } from "../../pool/index.ts";
import { counted } from "../../text/index.ts";
import { regrid } from "../epi/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { applyToCoils } from "../linalg/index.ts";
import { oversamplingRemoval } from "./oversampling.ts";

/**
 * Linear processing of the samples of a readout: oversampling removal or regridding, and a coil transform, which
 * commutes with them.
 */
export interface ReadoutWork {
  readonly coils: number;
  readonly samples: number;
  /** Samples after oversampling removal or regridding. Without it, the readout stays in k-space. */
  readonly samplesOut?: number | undefined;
  /** Regridding, see `packedMatrix`; otherwise, oversampling is removed. */
  readonly regridding?: Float32Array | undefined;
  /** Coil transform, `[coils][coilsOut]` complex, see `applyToCoils`. */
  readonly coilMatrix?: Float32Array | undefined;
  /** Coils after the coil transform, which drops the others. Default `coils`. */
  readonly coilsOut?: number | undefined;
}

/**
 * Processes consecutive readouts.
 * @param source `[readouts][coils][samples]` complex, in k-space
 * @param result receives `[readouts][coilsOut][samplesOut]`, in image space along the readout; or, without oversampling
 * removal, `[readouts][coilsOut][samples]` in k-space
 * @throws NumericsError `shape-mismatch`, `bad-length`
 */
export function runReadoutWork(
  { coils, samples, samplesOut, regridding, coilMatrix, coilsOut = coils }: ReadoutWork,
  source: Float32Array,
  result: Float32Array,
): void {
  const length = 2 * coils * samples;
  const readouts = length === 0 ? 0 : source.length / length;
  requireCount(
    () =>
      `the readouts of ${counted(coils, "coil")} and ${counted(samples, "sample")} in ${counted(source.length, "element")}`,
    readouts,
    0,
  );
  if (samplesOut !== undefined && regridding !== undefined) {
    requireLength("the result", result, 2 * coilsOut * samplesOut * readouts);
    for (let readout = 0; readout < readouts; readout += 1) {
      const own = result.subarray(2 * coilsOut * samplesOut * readout, 2 * coilsOut * samplesOut * (readout + 1));
      const data = source.subarray(length * readout, length * (readout + 1));
      regrid(regridding, data, { coils, samples, kept: samplesOut, coilMatrix, coilsOut }, own);
    }
    return;
  }
  if (samplesOut !== undefined) {
    oversamplingRemoval(samples, samplesOut).toImage(source, { coils, readouts, coilMatrix, coilsOut }, result);
    return;
  }
  const lengthOut = 2 * coilsOut * samples;
  requireLength("the result", result, lengthOut * readouts);
  if (coilMatrix === undefined) {
    result.set(source);
    return;
  }
  requireLength(`a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coilsOut);
  for (let readout = 0; readout < readouts; readout += 1) {
    const from = source.subarray(length * readout, length * (readout + 1));
    applyToCoils(coilMatrix, from, samples, result.subarray(lengthOut * readout, lengthOut * (readout + 1)));
  }
}

/** Elements of the result for one readout. */
export function readoutResultLength({ coils, samples, samplesOut = samples, coilsOut = coils }: ReadoutWork): number {
  return 2 * coilsOut * samplesOut;
}

let aligned = new ArrayBuffer(0);

/** {@link runReadoutWork} as a task of the worker pool, for samples at any address. */
export const readoutTask = defineTask(
  "process-readouts",
  (work: ReadoutWork, source: Float32Array | Uint8Array, result) => {
    if (source instanceof Float32Array) return runReadoutWork(work, source, result);
    const { coils, samples, samplesOut, regridding, coilMatrix, coilsOut } = work;
    if (samplesOut !== undefined && regridding === undefined) {
      oversamplingRemoval(samples, samplesOut).toImage(source, { coils, coilMatrix, coilsOut }, result);
      return;
    }
    if (aligned.byteLength < source.length) aligned = new ArrayBuffer(source.length);
    runReadoutWork(work, floatsOf(source, aligned), result);
  },
);
