import { defineTask } from "../../../pool/index.ts";
import { NumericsError, requireCount, requireLength } from "../../errors.ts";
import { type Direction, transformAxis } from "../../fft/index.ts";
import type { ReadoutSpace } from "../image-space.ts";
import { homodyneFiller, isSampled, type PartialVolume, pocsFiller } from "./fill.ts";
import { symmetricReach } from "./sampling.ts";
import { edgeTaper, overLines, scaleLines } from "./weights.ts";

/** Parameters of the task. */
export interface PartialFourierWork extends PartialVolume {
  /** Number of consecutive volumes. */
  readonly count: number;
  /** Space of axis e0. */
  readonly readout: ReadoutSpace;
  readonly method: "filter" | "homodyne" | "pocs";
  /** Maximum number of iterations of `pocs`. */
  readonly iterations: number;
  /** Relative change below which `pocs` stops. */
  readonly threshold: number;
  /** Width of the taper of `filter`, as a fraction of the axis. */
  readonly taper: number;
}

/**
 * Tapers the edge at which k-space is truncated, or fills the rows beyond it, for each volume. See `edgeTaper`,
 * {@link homodyneFiller} and {@link pocsFiller} for the methods.
 * @param data `[count][e2][e1][e0]` complex; not changed
 * @param result of the same shape, in k-space along e1 and e2, and along e0 in the same space as `data`. After `pocs`,
 *   the sampled lines are bitwise unchanged.
 * @throws NumericsError `bad-length`, `shape-mismatch`; `bad-argument` if the centre, which determines the phase, was
 *   not sampled
 */
export function runPartialFourier(work: PartialFourierWork, data: Float32Array, result: Float32Array): void {
  const { shape, rows, count, method } = work;
  requireCount("the number of volumes", count, 0);
  const length = 2 * shape.reduce((product, size) => product * size, 1);
  requireLength(`${count} volumes of ${shape.join(" × ")}`, data, length * count);
  requireLength("the result", result, data.length);
  result.set(data);
  if (count === 0) return;
  const volumes = Array.from({ length: count }, (_, i) => result.subarray(i * length, (i + 1) * length));
  if (method === "filter") {
    const weights = overLines(edgeTaper(rows[0], work.taper), edgeTaper(rows[1], work.taper));
    for (const volume of volumes) scaleLines(volume, weights);
    return;
  }
  if (rows.some((axis) => axis.partial && symmetricReach(axis) < 0)) {
    throw new NumericsError(
      "bad-argument",
      `the k-space centre was not sampled, and ${method} takes the phase from it`,
    );
  }
  const fill = method === "homodyne" ? homodyneFiller(work) : pocsFiller(work, work);
  for (const volume of volumes) {
    transformOthers(volume, work, "inverse");
    fill(volume);
    transformOthers(volume, work, "forward");
  }
  if (method === "pocs") copySampled(work, data, result);
}

/** Transforms the axes that are neither partial nor already in image space. */
function transformOthers(
  volume: Float32Array,
  { shape, rows, readout }: PartialFourierWork,
  direction: Direction,
): void {
  if (readout === "k-space") transformAxis(volume, shape, 0, direction);
  for (const [i, { size, partial }] of rows.entries()) {
    if (!partial && size > 1) transformAxis(volume, shape, i + 1, direction);
  }
}

/** Restores the sampled lines, which have rounding errors from the transforms. */
function copySampled({ shape, rows, count }: PartialFourierWork, data: Float32Array, result: Float32Array): void {
  const length = 2 * shape[0];
  const lines = shape[1] * shape[2];
  for (let line = 0; line < count * lines; line++) {
    if (!isSampled(rows, line % lines)) continue;
    result.set(data.subarray(line * length, (line + 1) * length), line * length);
  }
}

/** {@link runPartialFourier} as a task of the worker pool. */
export const partialFourierTask = defineTask("partial-fourier", runPartialFourier);
