import { defineTask } from "../../pool/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { kSpaceWindow, type WindowName, type WindowOptions } from "./kspace-filter.ts";

/** Samples of k-space along an axis; `last` is included. */
interface SampledRange {
  readonly first: number;
  readonly last: number;
}

/** How images are filtered in k-space. */
export interface ImageFilterWork extends WindowOptions {
  /** Pixels along x, y and z. */
  readonly size: readonly [number, number, number];
  /** One per axis. */
  readonly windows: readonly [WindowName, WindowName, WindowName];
  /** What was sampled along each axis. */
  readonly sampled: readonly [SampledRange, SampledRange, SampledRange];
}

/**
 * A window over the samples that were acquired, as in Gadgetron's `GenericReconKSpaceFilteringGadget`: symmetric about
 * floor(length / 2), as wide as the farther edge of the range requires, and zero beyond; over the whole axis if the
 * range reaches an edge. Its mean square over the range is 1. A `gaussian` of an even length has a zero in front, and
 * is exp(−sigma² x² / 2) with x from −1 to 1 over the others.
 */
export function sampledWindow(
  length: number,
  name: WindowName,
  { first, last }: SampledRange,
  options: WindowOptions,
): Float64Array {
  const center = Math.floor(length / 2);
  const isWhole = first === 0 || last === length - 1;
  const width = isWhole ? length : Math.min(length, 2 * Math.max(center - first, last - center) + 1);
  const own = name === "gaussian" ? gaussian(width, options.sigma) : kSpaceWindow(width, name, options);
  const window = new Float64Array(length);
  window.set(own, center - Math.floor(width / 2));
  let squares = 0;
  for (let i = first; i <= last; i += 1) squares += window[i]! ** 2;
  const scale = squares > 0 ? Math.sqrt((last - first + 1) / squares) : 1;
  return window.map((weight) => weight * scale);
}

function gaussian(length: number, sigma: number): Float64Array {
  const zeros = length > 2 && length % 2 === 0 ? 1 : 0;
  const half = (length - 1 - zeros) / 2;
  return Float64Array.from({ length }, (_, i) => {
    const x = half > 0 ? (i - zeros) / half - 1 : 0;
    return i < zeros ? 0 : Math.exp(-0.5 * (sigma * x) ** 2);
  });
}

/**
 * Multiplies the k-space of images by windows over the sampled range of each axis.
 * @param data `[count][z][y][x]` complex; not changed
 * @param filtered receives the result
 * @throws NumericsError `bad-length`, `bad-argument`, `shape-mismatch`
 */
export function filterImages(work: ImageFilterWork, data: Float32Array, filtered: Float32Array): void {
  const { size, windows, sampled } = work;
  const count = data.length / (2 * size[0] * size[1] * size[2]);
  requireCount("the number of images", count, 0);
  requireLength("the filtered images", filtered, data.length);
  filtered.set(data);
  let stride = 2;
  for (const [axis, length] of size.entries()) {
    if (length > 1 && windows[axis] !== "none") {
      const window = sampledWindow(length, windows[axis]!, sampled[axis]!, work);
      transformAxis(filtered, [...size, count], axis, "forward");
      weighAxis(filtered, window, stride);
      transformAxis(filtered, [...size, count], axis, "inverse");
    }
    stride *= length;
  }
}

/** Multiplies elements by the weight of their index along an axis. @param stride from one index to the next */
function weighAxis(data: Float32Array, weights: Float64Array, stride: number): void {
  for (let start = 0; start < data.length; ) {
    for (const weight of weights) {
      const end = start + stride;
      for (; start < end; start += 1) data[start]! *= weight;
    }
  }
}

/** {@link filterImages} as a task of the worker pool. */
export const imageFilterTask = defineTask("filter-images", filterImages);
