import { defineTask } from "../../pool/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { applyToCoils } from "../linalg/index.ts";
import { OversamplingRemoval } from "./oversampling.ts";

/** Linear work on the samples of a readout: removing oversampling and mixing coils, which commute. */
export interface ReadoutWork {
  readonly coils: number;
  readonly samples: number;
  /** Samples after the removal of oversampling; without it, the readout stays in k-space. */
  readonly samplesOut?: number;
  /** `[coils][coils]` complex, as for `applyToCoils`. */
  readonly mix?: Float32Array;
}

/**
 * Does the work for readouts that follow one another; the mixing after the crop, where it costs least.
 * @param source `[readouts][coils][samples]` complex, in k-space
 * @param result gets `[readouts][coils][samplesOut]`, in image space along the readout; or, where no oversampling is
 *   removed, `[readouts][coils][samples]` in k-space
 * @throws NumericsError `shape-mismatch`, `bad-length`
 */
export function runReadoutWork(
  { coils, samples, samplesOut, mix }: ReadoutWork,
  source: Float32Array,
  result: Float32Array,
): void {
  const length = 2 * coils * samples;
  const readouts = length === 0 ? 0 : source.length / length;
  requireCount(`the readouts of ${coils} coils and ${samples} samples in ${source.length} elements`, readouts, 0);
  if (samplesOut !== undefined) {
    new OversamplingRemoval(samples, samplesOut).toImage(source, coils, readouts, mix, result);
    return;
  }
  requireLength("the result", result, source.length);
  if (mix === undefined) {
    result.set(source);
    return;
  }
  requireLength(`a matrix for ${coils} coils`, mix, 2 * coils * coils);
  for (let start = 0; start < source.length; start += length) {
    applyToCoils(mix, source.subarray(start, start + length), samples, result.subarray(start, start + length));
  }
}

/** Elements of the result for a readout. */
export function readoutResultLength({ coils, samples, samplesOut = samples }: ReadoutWork): number {
  return 2 * coils * samplesOut;
}

/** The same as a task of a worker pool. */
export const readoutTask = defineTask("process-readouts", runReadoutWork);
