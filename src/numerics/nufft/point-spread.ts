import { transformAxis } from "../fft/index.ts";
import type { NufftPlan } from "./plan.ts";
import { product } from "./sizes.ts";

/**
 * The spectrum of the point spread function h(l) = Σ_j w_j e^{2πi k_j·l} for lags l between the pixels of an image,
 * times 1 / the number of frequencies: the factor of a convolution by transforms without factors. It is real, since
 * h(−l) is the conjugate of h(l).
 *
 * The lags of twice an image's size are computed as images of the plan's size, by shifts of the image: those along x
 * are not negative, and the others follow from the symmetry.
 * @param trajectory `[samples][dimensions]` in cycles per pixel
 * @param axes pixels of the plan's images, fastest first
 * @param lengths frequencies along each axis, even, at least twice the pixels
 * @returns `[z][y][x]`, with frequency 0 at the index length / 2
 */
export function pointSpreadSpectrum(
  plan: NufftPlan,
  trajectory: Float32Array,
  dimensions: number,
  weights: Float32Array,
  axes: readonly number[],
  lengths: readonly number[],
): Float32Array {
  const spectrum = new Float32Array(2 * product(lengths));
  const firstLags = signsOf(axes.length).map((signs) => axes.map((pixels, i) => (signs[i] === 1 ? 0 : 1 - pixels)));
  const data = new Float32Array(2 * weights.length * firstLags.length);
  for (const [i, lags] of firstLags.entries()) {
    const shifts = lags.map((lag, axis) => lag + Math.floor(axes[axis]! / 2));
    ramp(weights, trajectory, dimensions, shifts, data.subarray(2 * weights.length * i));
  }
  const images = plan.adjoint(data, undefined, new Float32Array(2 * product(axes) * firstLags.length));
  for (const [i, lags] of firstLags.entries()) {
    addLags(images.subarray(2 * product(axes) * i), axes, lags, spectrum, lengths);
  }
  for (const axis of lengths.keys()) transformAxis(spectrum, lengths, axis, "forward");
  const factor = 1 / Math.sqrt(product(lengths)); // The transform is unitary.
  const real = new Float32Array(product(lengths));
  for (let i = 0; i < real.length; i += 1) real[i] = factor * spectrum[2 * i]!;
  return real;
}

/** 1 along x, and both signs along the other axes. */
function signsOf(count: number): readonly (readonly number[])[] {
  let signs: number[][] = [[1]];
  for (let axis = 1; axis < count; axis += 1) signs = signs.flatMap((each) => [1, -1].map((sign) => [...each, sign]));
  return signs;
}

/** Weights times e^{2πi k·shift}, which shifts the image. @param data receives `[samples]` complex */
function ramp(
  weights: Float32Array,
  trajectory: Float32Array,
  dimensions: number,
  shifts: readonly number[],
  data: Float32Array,
): void {
  const [x, y, z] = shifts as [number, number, number?];
  for (let j = 0, at = 0; j < weights.length; j += 1, at += dimensions) {
    const inPlane = trajectory[at]! * x + trajectory[at + 1]! * y;
    const angle = 2 * Math.PI * (z === undefined ? inPlane : inPlane + trajectory[at + 2]! * z);
    data[2 * j] = weights[j]! * Math.cos(angle);
    data[2 * j + 1] = weights[j]! * Math.sin(angle);
  }
}

/** Stores h(l) and h(−l), with lag 0 at the index length / 2. */
function addLags(
  image: Float32Array,
  axes: readonly number[],
  firstLags: readonly number[],
  target: Float32Array,
  lengths: readonly number[],
): void {
  const [nx, ny, nz = 1] = axes as [number, number, number?];
  const [lx, ly, lz = 1] = lengths as [number, number, number?];
  const [, firstY, firstZ = 0] = firstLags as [number, number, number?];
  const centre = (Math.floor(lz / 2) * ly + ly / 2) * lx + lx / 2;
  let from = 0;
  for (let z = firstZ; z < firstZ + nz; z += 1) {
    for (let y = firstY; y < firstY + ny; y += 1) {
      const lag = (z * ly + y) * lx;
      for (let x = 0; x < nx; x += 1, from += 2) {
        const [re, im] = [image[from]!, image[from + 1]!];
        const [at, opposite] = [2 * (centre + lag + x), 2 * (centre - lag - x)];
        target[at] = re;
        target[at + 1] = im;
        target[opposite] = re;
        target[opposite + 1] = -im;
      }
    }
  }
}
