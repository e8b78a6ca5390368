import { counted } from "../../text/index.ts";
import { NumericsError, requireCount } from "../errors.ts";
import { pseudoInverse } from "../linalg/index.ts";

/** Singular values below this fraction of the largest are left out of the inverse: they would amplify noise. */
const SMALLEST_SINGULAR_VALUE = 0.1;
/** The same where all of them are wanted. */
const ROUNDING = 1e-7;

/** How a readout's samples become pixels. */
export interface Regridding {
  /** Positions of the samples, in units of 1 / field of view; NaN for one that is not to be used. */
  readonly positions: Float64Array;
  /** Pixels of the field of view: the encoded matrix. */
  readonly pixels: number;
  /** Pixels that may contain signal, about the centre. */
  readonly support: number;
  /** Pixels of the result, about the centre; at most `support`. */
  readonly kept: number;
  /** Phases of the samples to remove, in rad. */
  readonly phase?: Float64Array | undefined;
}

/**
 * The matrix that turns a readout's samples at any positions into pixels: the pseudo-inverse of
 * E_nx = e^{−2πi k_n x / N} / √N over the pixels x that may contain signal, x = 0 being pixel floor(kept / 2) of the
 * result. For N samples at whole positions it is the unitary inverse transform.
 *
 * Singular values below 0.1 of the largest are left out. They occur where samples are further apart than 1 / support.
 * @returns `[samples][kept]` complex, interleaved; see `packedMatrix`
 * @throws NumericsError `bad-length`, `bad-argument`
 */
export function regridMatrix({ positions, pixels, support, kept, phase }: Regridding): Float32Array<ArrayBuffer> {
  requireCount("the pixels of the field of view", pixels, 1);
  requireCount("the pixels with signal", support, 1);
  if (!(kept >= 1 && kept <= support)) {
    throw new NumericsError("bad-argument", `${counted(kept, "pixel")} cannot be kept of ${support} with signal`);
  }
  const encoding = encodingMatrix(positions, support, pixels);
  const inverse = pseudoInverse(encoding, positions.length, support, SMALLEST_SINGULAR_VALUE);
  const first = Math.floor(support / 2) - Math.floor(kept / 2);
  return bySample(inverse.subarray(2 * first * positions.length), positions.length, kept, phase);
}

/**
 * The same as Gadgetron computes it: sinc interpolation to whole positions is inverted, and the pixels of the transform
 * end at (N − 1) / 2N, half a pixel too far to the right, so that the image is stretched.
 *
 * Source: Gadgetron, EPIReconXObjectTrapezoid.h.
 * @param encoded samples of the encoded matrix
 * @param pixels of the result, over the encoded field of view
 * @returns `[samples][pixels]` complex
 */
export function gadgetronRegridMatrix(
  positions: Float64Array,
  encoded: number,
  pixels: number,
  phase?: Float64Array,
): Float32Array<ArrayBuffer> {
  const half = Math.floor(encoded / 2);
  const samples = positions.length;
  const whole = 2 * half + 1;
  const interpolation = new Float64Array(2 * samples * whole);
  for (const [n, k] of positions.entries()) {
    if (Number.isNaN(k)) continue;
    for (let m = 0; m < whole; m += 1) interpolation[2 * (n * whole + m)] = sinc(k - (m - half));
  }
  const inverse = pseudoInverse(interpolation, samples, whole, ROUNDING);
  const result = new Float64Array(2 * pixels * samples);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const x = pixels === 1 ? -0.5 : -0.5 + (pixel * (2 * pixels - 1)) / (2 * pixels * (pixels - 1));
    for (let m = 0; m < whole; m += 1) {
      const angle = 2 * Math.PI * (m - half) * x;
      const [cos, sin] = [Math.cos(angle) / Math.sqrt(whole), Math.sin(angle) / Math.sqrt(whole)];
      for (let n = 0; n < samples; n += 1) {
        const value = inverse[2 * (m * samples + n)]!; // The interpolation is real.
        result[2 * (pixel * samples + n)]! += cos * value;
        result[2 * (pixel * samples + n) + 1]! += sin * value;
      }
    }
  }
  return bySample(result, samples, pixels, phase);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * `[pixels][samples]` becomes `[samples][pixels]`, for samples whose phase is removed first.
 * @param phase in rad
 */
function bySample(
  matrix: Float64Array,
  samples: number,
  pixels: number,
  phase: Float64Array | undefined,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(2 * samples * pixels);
  for (let n = 0; n < samples; n += 1) {
    const [cos, sin] = phase === undefined ? [1, 0] : [Math.cos(phase[n]!), -Math.sin(phase[n]!)];
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const [re, im] = [matrix[2 * (pixel * samples + n)]!, matrix[2 * (pixel * samples + n) + 1]!];
      result[2 * (n * pixels + pixel)] = re * cos - im * sin;
      result[2 * (n * pixels + pixel) + 1] = re * sin + im * cos;
    }
  }
  return result;
}

/** Standard deviation of white noise of 1 in each pixel of the result: the norm of its row of the inverse. */
export function regridNoise(matrix: Float32Array, kept: number): Float64Array {
  const power = new Float64Array(kept);
  for (let at = 0; at < matrix.length; at += 2) power[(at / 2) % kept]! += matrix[at]! ** 2 + matrix[at + 1]! ** 2;
  return power.map(Math.sqrt);
}

/** E, `[samples][support]` complex; zero for samples that are not used. */
function encodingMatrix(positions: Float64Array, support: number, pixels: number): Float64Array {
  const matrix = new Float64Array(2 * positions.length * support);
  for (const [n, k] of positions.entries()) {
    if (Number.isNaN(k)) continue;
    for (let x = 0; x < support; x += 1) {
      const angle = (-2 * Math.PI * k * (x - Math.floor(support / 2))) / pixels;
      matrix[2 * (n * support + x)] = Math.cos(angle) / Math.sqrt(pixels);
      matrix[2 * (n * support + x) + 1] = Math.sin(angle) / Math.sqrt(pixels);
    }
  }
  return matrix;
}
