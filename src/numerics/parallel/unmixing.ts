import { requireCount, requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { type GrappaKernel, kernelSteps, kernelTargets, sourceOffsets } from "./grappa-kernel.ts";
import { weightCount } from "./grappa-weights.ts";

/** A GRAPPA kernel, and the coil maps by which the unfolded coils are combined. */
export interface UnmixingWork {
  /** Samples along x, y and z. */
  readonly size: readonly [number, number, number];
  /** Coils of the data; the kernel's destinations are the first of them. */
  readonly coils: number;
  readonly kernel: GrappaKernel;
  /** From `grappaWeights`. */
  readonly weights: Float32Array;
  /** `[destinations][z][y][x]` complex. */
  readonly maps: Float32Array;
}

/**
 * Unmixing coefficients: the image that GRAPPA and a combination by coil maps give is Σ u_s a_s over the coils s, with a
 * the images of the zero-filled lattice, R1 · R2 times too weak. By the convolution theorem (H. Saybasili et al., Magn
 * Reson Med 61:1425, 2009) u_s = Σ_d conj(c_d) κ_ds over the destinations d, with coil maps c and the kernel's transform
 * κ_ds(x, y, z) = Σ w e^{2πi ((t1 − e1) y / ny + (t2 − e2) z / nz − o x / nx)} over targets t, sources e and taps o,
 * coordinates relative to the centre, and 1 for acquired lines that the kernel does not fit. For each line of pixels
 * it is one product of matrices: no transformed kernel exists in full.
 * @param result receives `[coils][z][y][x]` complex
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function unmixingCoefficients(work: UnmixingWork, result: Float32Array): void {
  const { size, coils, kernel, weights, maps } = work;
  for (const length of [...size, coils]) requireCount("the size of an axis", length, 1);
  const [nx, ny, nz] = size;
  const pixels = nx * ny * nz;
  const destinations = kernel.destinations ?? coils;
  requireLength("the weights", weights, 2 * weightCount(kernel, coils));
  requireLength("the coil maps", maps, 2 * pixels * destinations);
  requireLength("the unmixing coefficients", result, 2 * pixels * coils);
  const steps = kernelSteps(kernel.size[0]);
  const phases = steps.map((step) => phasesAlong(nx, -step));
  const rows = destinations * steps.length;
  const width = nx + (nx % 2); // the product computes two samples at a time
  const matrixAt = lineMatrix(work, steps);
  withScratch([2 * rows * coils, 2 * rows * width, 2 * coils * width], (matrix, source, target) => {
    source.fill(0);
    for (let line = 0; line < ny * nz; line++) {
      matrixAt(line % ny, Math.floor(line / ny), matrix);
      for (let d = 0; d < destinations; d++) {
        const map = maps.subarray(2 * (d * pixels + line * nx), 2 * (d * pixels + (line + 1) * nx));
        for (const [o, phase] of phases.entries()) {
          timesConjugate(phase, map, source, 2 * (d * steps.length + o) * width);
        }
      }
      kernels.transformCoils(matrix.byteOffset, source.byteOffset, target.byteOffset, rows, coils, width);
      for (let s = 0; s < coils; s++) {
        const values = target.subarray(2 * s * width, 2 * (s * width + nx));
        result.set(values, 2 * (s * pixels + line * nx));
      }
    }
  });
}

/**
 * The kernel at a line of pixels, transformed along y and z: `[destinations][taps][coils]` complex, i.e. Σ w e^{2πi ((t1
 * − e1) y / ny + (t2 − e2) z / nz)} over targets and sources.
 */
function lineMatrix({ size, coils, kernel, weights }: UnmixingWork, steps: readonly number[]) {
  const [, ny, nz] = size;
  const sources = sourceOffsets(kernel);
  const targets = kernelTargets(kernel);
  const destinations = kernel.destinations ?? coils;
  const taps = steps.length;
  const terms = targets.flatMap(([t1, t2], t) =>
    sources.map(([e1, e2], s) => ({
      along1: t1 - e1,
      along2: t2 - e2,
      from: 2 * (t * sources.length + s) * coils * taps * destinations,
    })),
  );
  const sum = new Float64Array(2 * coils * taps * destinations);
  return (y: number, z: number, matrix: Float32Array): void => {
    sum.fill(0);
    for (const { along1, along2, from } of terms) {
      const turns = (along1 * (y - Math.floor(ny / 2))) / ny + (along2 * (z - Math.floor(nz / 2))) / nz;
      const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
      for (let k = 0; k < sum.length; k += 2) {
        const re = weights[from + k]!;
        const im = weights[from + k + 1]!;
        sum[k]! += re * cos - im * sin;
        sum[k + 1]! += re * sin + im * cos;
      }
    }
    // From [coils][taps][destinations] to [destinations][taps][coils].
    for (let coil = 0; coil < coils; coil++) {
      for (let tap = 0; tap < taps; tap++) {
        for (let d = 0; d < destinations; d++) {
          const from = 2 * ((coil * taps + tap) * destinations + d);
          const to = 2 * ((d * taps + tap) * coils + coil);
          const own = kernel.targets !== "all" && coil === d && steps[tap] === 0 ? 1 : 0;
          matrix[to] = sum[from]! + own;
          matrix[to + 1] = sum[from + 1]!;
        }
      }
    }
  };
}

/** e^{2πi step (x − c) / length} with c = floor(length / 2), complex. */
function phasesAlong(length: number, step: number): Float64Array {
  const phases = new Float64Array(2 * length);
  for (let x = 0; x < length; x++) {
    const angle = (2 * Math.PI * step * (x - Math.floor(length / 2))) / length;
    phases[2 * x] = Math.cos(angle);
    phases[2 * x + 1] = Math.sin(angle);
  }
  return phases;
}

/** Writes a conj(b) from an index on. */
function timesConjugate(a: Float64Array, b: Float32Array, target: Float32Array, start: number): void {
  for (let k = 0; k < b.length; k += 2) {
    const re = b[k]!;
    const im = b[k + 1]!;
    target[start + k] = a[k]! * re + a[k + 1]! * im;
    target[start + k + 1] = a[k + 1]! * re - a[k]! * im;
  }
}

/**
 * Unmixing coefficients of data that are not undersampled: the conjugate coil maps, zero for further coils.
 * @param maps may be the beginning of `result`
 */
export function combiningCoefficients(maps: Float32Array, result: Float32Array): void {
  for (let k = 0; k < maps.length; k += 2) {
    result[k] = maps[k]!;
    result[k + 1] = -maps[k + 1]!;
  }
  result.fill(0, maps.length);
}

/**
 * The g-factor, √Σ|u|² / R: by how much unfolding increases the noise of a pixel, beyond the √R of fewer samples, for
 * data with white noise (P. Kellman and E. McVeigh, Magn Reson Med 54:1439, 2005).
 * @param unmixing `[coils][z][y][x]` complex
 * @param acceleration R1 · R2
 * @param result receives `[z][y][x]`
 */
export function gFactor(unmixing: Float32Array, coils: number, acceleration: number, result: Float32Array): void {
  requireLength("the unmixing coefficients", unmixing, 2 * coils * result.length);
  const power = new Float64Array(result.length);
  for (let start = 0; start < unmixing.length; start += 2 * power.length) {
    for (let i = 0, at = start; i < power.length; i++, at += 2) {
      power[i]! += unmixing[at]! * unmixing[at]! + unmixing[at + 1]! * unmixing[at + 1]!;
    }
  }
  for (let i = 0; i < power.length; i++) result[i] = Math.sqrt(power[i]!) / acceleration;
}
