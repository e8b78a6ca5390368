import { defineTask } from "../../pool/index.ts";
import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import type { ReadoutSpace } from "./image-space.ts";

export type WindowName = "none" | "gaussian" | "hann" | "tukey";

/** Parameters of windows. */
export interface WindowOptions {
  /** For `gaussian`, which decreases to exp(−sigma² / 2) at the edges of k-space. */
  readonly sigma: number;
  /** For `tukey`: the width of each edge as a fraction of the axis, 0 to 0.5. */
  readonly width: number;
}

/**
 * A window along one axis of k-space, with its maximum at floor(length / 2) and scaled to a mean square of one, so that
 * the noise variance is unchanged. With d = ceil(length / 2) − |i − floor(length / 2)|, which counts samples from the
 * edge, and x = (i − floor(length / 2)) / floor(length / 2), before scaling:
 *
 * - `gaussian` is exp(−sigma² x² / 2). Gadgetron narrows it by one sample if the length is even, and zeroes the first
 *   one.
 * - `hann` is (1 − cos(π d / ceil(length / 2))) / 2.
 * - `tukey` is (1 − cos(2π d / (2 w + 1))) / 2 for the w = ceil(width · length) samples of each edge, else 1.
 *
 * `hann` and `tukey` are those of Gadgetron: toolboxes/mri_core/mri_core_kspace_filter.cpp, generate_symmetric_filter.
 * @throws NumericsError `bad-length`, `bad-argument`
 */
export function kSpaceWindow(length: number, name: WindowName, { sigma, width }: WindowOptions): Float64Array {
  requireCount("the length of a window", length, 1);
  if (!(Number.isFinite(sigma) && width >= 0 && width <= 0.5)) {
    throw new NumericsError(
      "bad-argument",
      `sigma of a window must be finite, got ${sigma}, and its width between 0 and 0.5, got ${width}`,
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
  /** Sizes along readout, phase and partition. */
  readonly shape: readonly [number, number, number];
  /** One per axis. */
  readonly windows: readonly [WindowName, WindowName, WindowName];
  /** Space of the readouts. If they are in image space, they are transformed to k-space and back for their window. */
  readonly readout: ReadoutSpace;
}

/**
 * Multiplies k-spaces by the windows of their axes.
 * @param data `[count][e2][e1][e0]` complex, interleaved; not changed
 * @param filtered receives the result
 * @throws NumericsError `bad-length`, `bad-argument`, `shape-mismatch`
 */
export function filterKSpace(work: FilterWork, data: Float32Array, filtered: Float32Array): void {
  const { shape, windows, readout } = work;
  const [e0, e1, e2] = shape;
  const [along0, along1, along2] = shape.map((size, axis) => kSpaceWindow(size, windows[axis]!, work));
  const lines = data.length / (2 * e0);
  requireCount(`the k-spaces of ${shape.join(" × ")} in ${counted(data.length, "element")}`, lines / (e1 * e2), 0);
  requireLength("the filtered k-space", filtered, data.length);

  const transformReadout = readout === "image" && windows[0] !== "none" && e0 > 1;
  filtered.set(data);
  if (transformReadout) transformAxis(filtered, [e0, lines], 0, "forward");
  for (let line = 0; line < lines; line += 1) {
    const weight = along1![line % e1]! * along2![Math.floor(line / e1) % e2]!;
    for (let i = 0, o = 2 * e0 * line; i < e0; i += 1, o += 2) {
      const factor = weight * along0![i]!;
      filtered[o]! *= factor;
      filtered[o + 1]! *= factor;
    }
  }
  if (transformReadout) transformAxis(filtered, [e0, lines], 0, "inverse");
}

/** {@link filterKSpace} as a task of the worker pool. */
export const filterTask = defineTask("filter-kspace", filterKSpace);
