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
 * @param source `[readouts][coils][samples]` complex, in k-space, or the bytes of it, at any address
 * @param result receives `[readouts][coilsOut][samplesOut]`, in image space along the readout; or, without oversampling
 * removal, `[readouts][coilsOut][samples]` in k-space
 * @throws NumericsError `shape-mismatch`, `bad-length`
 */
export function runReadoutWork(
  { coils, samples, samplesOut, regridding, coilMatrix, coilsOut = coils }: ReadoutWork,
  source: Float32Array | Uint8Array,
  result: Float32Array,
): void {
  const length = 2 * coils * samples;
  const elements = source.byteLength / Float32Array.BYTES_PER_ELEMENT;
  const readouts = length === 0 ? 0 : elements / length;
  requireCount(
    () =>
      `the readouts of ${counted(coils, "coil")} and ${counted(samples, "sample")} in ${counted(elements, "element")}`,
    readouts,
    0,
  );
  if (samplesOut !== undefined && regridding === undefined) {
    oversamplingRemoval(samples, samplesOut).toImage(source, { coils, readouts, coilMatrix, coilsOut }, result);
    return;
  }
  const data = source instanceof Float32Array ? source : alignedFloats(source);
  const lengthOut = 2 * coilsOut * (samplesOut ?? samples);
  requireLength("the result", result, lengthOut * readouts);
  const forEachReadout = (process: (from: Float32Array, to: Float32Array) => void) => {
    for (let readout = 0; readout < readouts; readout += 1)
      process(
        data.subarray(length * readout, length * (readout + 1)),
        result.subarray(lengthOut * readout, lengthOut * (readout + 1)),
      );
  };
  if (samplesOut !== undefined && regridding !== undefined) {
    const size = { coils, samples, kept: samplesOut, coilMatrix, coilsOut };
    forEachReadout((from, to) => regrid(regridding, from, size, to));
  } else if (coilMatrix !== undefined) {
    requireLength(`a matrix for ${counted(coils, "coil")}`, coilMatrix, 2 * coils * coilsOut);
    forEachReadout((from, to) => applyToCoils(coilMatrix, from, samples, to));
  } else result.set(data);
}

/** Elements of the result for one readout. */
export function readoutResultLength({ coils, samples, samplesOut = samples, coilsOut = coils }: ReadoutWork): number {
  return 2 * coilsOut * samplesOut;
}

let aligned = new ArrayBuffer(0);

/** A copy, valid until the next one is made. */
function alignedFloats(bytes: Uint8Array): Float32Array {
  if (aligned.byteLength < bytes.length) aligned = new ArrayBuffer(bytes.length);
  return floatsOf(bytes, aligned);
}

/** {@link runReadoutWork} as a task of the worker pool. */
export const readoutTask = defineTask("process-readouts", runReadoutWork);
