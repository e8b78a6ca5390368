import { CovarianceAccumulator, covarianceSeconds } from "../linalg/index.ts";
import { dominantEigenvector } from "./dominant-eigenvector.ts";
import { type CoilShape, pixelsOf } from "./shape.ts";

/** Width of the region that determines the reference, in standard deviations of the object. */
const REGION = 0.5;

/**
 * A virtual coil, Σ conj(u_c) x_c, that the phases of coil maps refer to: the one that receives most signal from the
 * middle of the object. u is the dominant eigenvector of Σ g |x|⁻¹ x xᴴ over the pixels, where g is a Gaussian around
 * the centre of |x|, half as wide as the object along each axis. The phase of the object cancels in x xᴴ, and so stays
 * in the image.
 *
 * The eigenvector for the whole image, as in M. Buehrer et al., MRM 57:1131 (2007), and in BART, may be a mode of the
 * array whose phase winds around the middle; the image's phase then has a pole there. The mode that dominates in the
 * middle has no pole. Neither has Inati's reference, the mean of the coil images, but that depends on the phase of the
 * object.
 *
 * The first coil with at least half of the largest weight gets a real weight, so that noise doesn't affect the choice.
 * @param images `[count][coils][z][y][x]` complex, interleaved: all images that share the reference
 * @returns u, `[coils]` complex, with norm 1; 0 if all images are zero
 */
export function referenceCoil(images: Float32Array, shape: CoilShape): Float64Array<ArrayBuffer> {
  const { coils, size } = shape;
  const pixels = pixelsOf(shape);
  const [x, y, z] = size;
  const magnitude = meanMagnitude(images, pixels);
  const [alongX, alongY, alongZ] = regionWeights(magnitude, size);
  const sums = new CovarianceAccumulator(coils);
  const line = new Float32Array(2 * coils * x);
  for (let image = 0; image < images.length; image += 2 * coils * pixels) {
    for (let row = 0; row < y * z; row++) {
      const weight = alongY![row % y]! * alongZ![Math.floor(row / y)]!;
      for (let column = 0; column < x; column++) {
        const at = row * x + column;
        // Pixels that are zero or not finite do not contribute.
        const factor = magnitude[at]! > 0 ? Math.sqrt((weight * alongX![column]!) / magnitude[at]!) : 0;
        for (let coil = 0; coil < coils; coil++) {
          const from = image + 2 * (coil * pixels + at);
          const to = 2 * (coil * x + column);
          line[to] = factor === 0 ? 0 : images[from]! * factor;
          line[to + 1] = factor === 0 ? 0 : images[from + 1]! * factor;
        }
      }
      sums.add(line, x);
    }
  }
  // A covariance needs at least two samples.
  sums.add(new Float32Array(4 * coils), 2);
  // The accumulator's covariance is the conjugate of Σ x xᴴ.
  return withRealWeight(dominantEigenvector(sums.covariance(), coils).map((part, i) => (i % 2 === 0 ? part : -part)));
}

/** Measured on one core of 2.5 GHz: the dominant eigenvector, per element of the covariance. */
const SECONDS_PER_ELEMENT = 1e-6;

/** Estimated time of {@link referenceCoil}. @param count of images */
export function referenceCoilSeconds(shape: CoilShape, count: number): number {
  return covarianceSeconds(shape.coils, count * pixelsOf(shape)) + shape.coils ** 2 * SECONDS_PER_ELEMENT;
}

/** Root mean square over images and coils, `[pixels]`; 0 where that is not finite. */
function meanMagnitude(images: Float32Array, pixels: number): Float64Array {
  const result = new Float64Array(pixels);
  for (let plane = 0; plane < images.length; plane += 2 * pixels) {
    for (let i = 0, d = plane; i < pixels; i++, d += 2) result[i]! += images[d]! ** 2 + images[d + 1]! ** 2;
  }
  const planes = images.length / (2 * pixels);
  return result.map((power) => (Number.isFinite(power) ? Math.sqrt(power / planes) : 0));
}

/** A Gaussian along each axis, around the object's centre. */
function regionWeights(magnitude: Float64Array, size: CoilShape["size"]): Float64Array[] {
  let stride = 1;
  return size.map((length) => {
    const profile = new Float64Array(length);
    for (let i = 0; i < magnitude.length; i++) profile[Math.floor(i / stride) % length]! += magnitude[i]!;
    stride *= length;
    const mean = (value: (at: number) => number) =>
      profile.reduce((sum, weight, i) => sum + weight * value(i), 0) / profile.reduce((sum, weight) => sum + weight, 0);
    const centre = mean((i) => i);
    const width = REGION * Math.sqrt(mean((i) => (i - centre) ** 2));
    return profile.map((_, i) => (width > 0 ? Math.exp(-0.5 * ((i - centre) / width) ** 2) : 1));
  });
}

/** The vector times a phase such that the first of its large components is real. */
function withRealWeight(vector: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const lengths = Array.from({ length: vector.length / 2 }, (_, i) => Math.hypot(vector[2 * i]!, vector[2 * i + 1]!));
  const largest = Math.max(...lengths);
  if (largest === 0) return vector;
  const first = lengths.findIndex((length) => length >= largest / 2);
  const re = vector[2 * first]! / lengths[first]!;
  const im = vector[2 * first + 1]! / lengths[first]!;
  return vector.map((part, i) => (i % 2 === 0 ? part * re + vector[i + 1]! * im : part * re - vector[i - 1]! * im));
}
