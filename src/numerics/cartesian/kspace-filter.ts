import { defineTask } from "../../pool/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import type { ReadoutSpace } from "./image-space.ts";

export type WindowName = "none" | "gaussian" | "hann" | "tukey";

/** What shapes a window beside its name. */
export interface WindowOptions {
  /** Of the gaussian: it falls to exp(−sigma² / 2) at the edges of k-space. */
  readonly sigma: number;
  /** Of the tukey window: the part of the axis over which each edge falls, 0 to 0.5. */
  readonly width: number;
}

/**
 * A window over one axis of k-space, with its maximum at floor(length / 2) and scaled to unit mean square, so that noise
 * keeps its variance. With d = ceil(length / 2) − |i − floor(length / 2)|, which counts samples from the edge, and
 * x = (i − floor(length / 2)) / floor(length / 2), before scaling:
 *
 * - `gaussian` is exp(−sigma² x² / 2). Gadgetron squeezes it by one sample where the length is even, and zeroes the first.
 * - `hann` is (1 − cos(π d / ceil(length / 2))) / 2.
 * - `tukey` is (1 − cos(2π d / (2 w + 1))) / 2 for the w = ceil(width · length) samples of each edge, else 1.
 *
 * `hann` and `tukey` are Gadgetron's: toolboxes/mri_core/mri_core_kspace_filter.cpp, generate_symmetric_filter.
 * @throws NumericsError `bad-length`, `bad-argument`
 */
export function kSpaceWindow(length: number, name: WindowName, { sigma, width }: WindowOptions): Float64Array {
  requireCount("the length of a window", length, 1);
  if (!(Number.isFinite(sigma) && width >= 0 && width <= 0.5)) {
    throw new NumericsError(
      "bad-argument",
      `a window needs a sigma, not ${sigma}, and a width of 0 to 0.5, not ${width}`,
    );
  }
  const window = new Float64Array(length).fill(1);
  if (name === "none" || length === 1) return window;
  const center = Math.floor(length / 2);
  const half = Math.ceil(length / 2);
  const taper = Math.ceil(width * length);
  let squares = 0;
  for (let i = 0; i < length; i += 1) {
    const fromEdge = half - Math.abs(i - center);
    if (name === "gaussian") window[i] = Math.exp((-0.5 * (sigma * (i - center)) ** 2) / center ** 2);
    else if (name === "hann") window[i] = (1 - Math.cos((Math.PI * fromEdge) / half)) / 2;
    else if (taper > 0 && fromEdge <= taper) {
      window[i] = (1 - Math.cos((2 * Math.PI * fromEdge) / (2 * taper + 1))) / 2;
    }
    squares += window[i]! ** 2;
  }
  const scale = Math.sqrt(length / squares);
  return window.map((weight) => weight * scale);
}

export interface FilterWork extends WindowOptions {
  /** Sizes of readout, phase and partition. */
  readonly shape: readonly [number, number, number];
  /** For each of them. */
  readonly windows: readonly [WindowName, WindowName, WindowName];
  /** What the readouts are in: if in image space, they go to k-space and back for their window. */
  readonly readout: ReadoutSpace;
}

/**
 * Multiplies k-spaces by the windows of their axes.
 * @param data `[count][e2][e1][e0]` complex, interleaved; not changed
 * @param filtered gets the result
 * @throws NumericsError `bad-length`, `bad-argument`, `shape-mismatch`
 */
export function filterKSpace(work: FilterWork, data: Float32Array, filtered: Float32Array): void {
  const { shape, windows, readout } = work;
  const [e0, e1, e2] = shape;
  const [along0, along1, along2] = shape.map((size, axis) => kSpaceWindow(size, windows[axis]!, work));
  const lines = data.length / (2 * e0);
  requireCount(`the k-spaces of ${shape.join(" × ")} in ${data.length} elements`, lines / (e1 * e2), 0);
  requireLength("the filtered k-space", filtered, data.length);

  const there = readout === "image" && windows[0] !== "none" && e0 > 1;
  filtered.set(data);
  if (there) transformAxis(filtered, [e0, lines], 0, "forward");
  for (let line = 0; line < lines; line += 1) {
    const weight = along1![line % e1]! * along2![Math.floor(line / e1) % e2]!;
    for (let i = 0, o = 2 * e0 * line; i < e0; i += 1, o += 2) {
      const factor = weight * along0![i]!;
      filtered[o]! *= factor;
      filtered[o + 1]! *= factor;
    }
  }
  if (there) transformAxis(filtered, [e0, lines], 0, "inverse");
}

/** The same as a task of a worker pool. */
export const filterTask = defineTask("filter-kspace", filterKSpace);
