import { defineTask } from "../../pool/index.ts";
import type { CoilShape } from "../coils/shape.ts";
import { unmix } from "../parallel/index.ts";
import { randomGaussian } from "../random.ts";
import { ComplexMoments } from "./moments.ts";

/** The lines of an image's lattice, as they were acquired. */
export interface LatticeLines {
  /** `[z][y]`, 0 for lines that are not used, otherwise the number of readouts that were averaged. */
  readonly counts: Uint32Array;
  /** `[z][y]`, the first sample that was acquired and the one after the last. */
  readonly first: Uint16Array;
  readonly end: Uint16Array;
}

/** An image whose noise is reproduced. */
export interface ReplicatedImage {
  /** Index of its unmixing coefficients. */
  readonly set: number;
  /** From {@link noiseScale}. */
  readonly scale: number;
  readonly lines: LatticeLines;
}

/** Parameters of {@link replicasTask}. */
export interface ReplicaWork extends CoilShape {
  readonly images: readonly ReplicatedImage[];
  readonly replicas: number;
  readonly seed: number;
}

/**
 * The scale by which an image of a lattice has noise of standard deviation g in each of real and imaginary part, if that
 * of the samples is 1: 1 / R, times √(samples of the grid / samples acquired), with those that were averaged by their
 * number. The lines that partial Fourier leaves out, and missing samples, stay zero.
 * @param acceleration R
 * @param samples of the grid along e0
 */
export function noiseScale({ counts, first, end }: LatticeLines, acceleration: number, samples: number): number {
  let variance = 0;
  for (const [line, count] of counts.entries()) if (count > 0) variance += (end[line]! - first[line]!) / count;
  return variance > 0 ? Math.sqrt((samples * counts.length) / variance) / acceleration : 0;
}

/** Sets the lines that are not of the lattice to zero. @param data `[coils][z][y][x]` complex */
export function keepLattice({ counts }: LatticeLines, samples: number, data: Float32Array): void {
  for (let line = 0; line < data.length / (2 * samples); line += 1) {
    if (counts[line % counts.length] === 0) data.fill(0, 2 * samples * line, 2 * samples * (line + 1));
  }
}

/**
 * Standard deviation over pseudo-replicas (P. Robson et al., MRM 60:895, 2008): noise with variance 1 in each of real
 * and imaginary part at the samples that were acquired, less where readouts were averaged, goes the way of the image.
 * That way is linear, so the signal would add nothing.
 * @param coefficients `[sets][coils][z][y][x]` complex
 * @param output receives `[images][z][y][x]`, real: the deviation of one of real and imaginary part
 */
export function deviationOfReplicas(work: ReplicaWork, coefficients: Float32Array, output: Float32Array): void {
  const { size, coils, images, replicas, seed } = work;
  const pixels = size[0] * size[1] * size[2];
  const volume = 2 * pixels * coils;
  const random = randomGaussian(seed);
  const input = new Float32Array(2 * volume);
  const replica = new Float32Array(2 * pixels);
  for (const [i, { set, scale, lines }] of images.entries()) {
    input.fill(0);
    input.set(coefficients.subarray(set * volume, (set + 1) * volume));
    const moments = new ComplexMoments(pixels);
    for (let each = 0; each < replicas; each += 1) {
      addNoise(lines, size[0], random, input.subarray(volume));
      unmix({ size, coils, readout: "k-space", sets: 1, images: [{ set: 0, scale }] }, input, replica);
      moments.add(replica);
    }
    moments.deviation(output.subarray(i * pixels, (i + 1) * pixels));
  }
}

/** Noise at the acquired samples; the others are not changed. */
function addNoise({ counts, first, end }: LatticeLines, samples: number, random: () => number, data: Float32Array) {
  for (let from = 0; from < data.length; from += 2 * samples * counts.length) {
    for (const [line, count] of counts.entries()) {
      const [start, stop] = [samples * line + first[line]!, samples * line + end[line]!];
      const deviation = 1 / Math.sqrt(count);
      if (count > 0) for (let i = 2 * start; i < 2 * stop; i += 1) data[from + i] = deviation * random();
    }
  }
}

/** Measured on one core of 2.5 GHz, per sample of a replica. */
const SECONDS = 2e-7;

/** Estimated time of {@link deviationOfReplicas} on one core. */
export function replicaSeconds({ size, coils, images, replicas }: ReplicaWork): number {
  return size[0] * size[1] * size[2] * coils * images.length * replicas * SECONDS;
}

/** {@link deviationOfReplicas} as a task of the worker pool. */
export const replicasTask = defineTask("replicas", deviationOfReplicas);
