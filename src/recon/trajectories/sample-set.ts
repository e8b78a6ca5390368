import { GadgetError } from "../../gadget-api/index.ts";
import type { Acquisition, Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { TrajectoryError } from "./errors.ts";

/** What the third dimension of a trajectory is. */
export type ThirdDimension = "density" | "kz" | "none";

/** The samples of an image, wherever they are in k-space. */
export interface SampleSet {
  /** `[coils][samples]` complex. */
  readonly data: Float32Array;
  /** `[samples][2]` in cycles per pixel of the encoded matrix. */
  readonly trajectory: Float32Array;
  /** The density weights that came with the trajectory. */
  readonly density: Float32Array | undefined;
  readonly coils: number;
  readonly samples: number;
  /** What the coordinates were in. */
  readonly unit: string;
}

/** Coordinates may exceed the encoded matrix by this factor. */
const TOLERANCE = 1.02;

/**
 * The samples of readouts, without those that are discarded.
 * @param third what a third dimension is; if `auto`, density weights where the encoded matrix has one partition and no
 *   value is negative
 * @throws TrajectoryError; GadgetError `readout-mismatch`, `empty-readout`
 */
export function sampleSet(
  readouts: readonly Acquisition[],
  encoding: Encoding,
  third: ThirdDimension | "auto",
): SampleSet {
  const coils = readouts[0]!.header.activeChannels;
  const samples = readouts.reduce((sum, readout) => sum + keptSamples(readout, coils), 0);
  if (samples < 1 || coils < 1) throw new GadgetError("empty-readout", "the readouts of an image have no samples");
  const { x, y, z } = encoding.encodedSpace.matrixSize;
  const trajectory = new Float32Array(2 * samples);
  const column = new Float32Array(samples);
  const data = new Float32Array(2 * coils * samples);
  let at = 0;
  let hasThird = false;
  for (const { header, trajectory: own, data: line } of readouts) {
    const { trajectoryDimensions: dimensions, numberOfSamples, discardPre, discardPost } = header;
    const kept = numberOfSamples - discardPre - discardPost;
    hasThird ||= dimensions > 2;
    for (let i = 0; i < kept; i += 1) {
      const from = (discardPre + i) * dimensions;
      trajectory[2 * (at + i)] = own[from]!;
      trajectory[2 * (at + i) + 1] = own[from + 1]!;
      column[at + i] = dimensions > 2 ? own[from + 2]! : 0;
    }
    for (let coil = 0; coil < coils; coil += 1) {
      const from = 2 * (coil * numberOfSamples + discardPre);
      data.set(line.subarray(from, from + 2 * kept), 2 * (coil * samples + at));
    }
    at += kept;
  }
  const kind = hasThird ? thirdDimension(column, third, z) : "none";
  if (z > 1 || kind === "kz") {
    throw new TrajectoryError(
      "three-dimensional",
      z > 1
        ? `the encoded matrix has ${counted(z, "partition")}: only trajectories of a plane are reconstructed`
        : "the third coordinate of samples varies: only trajectories of a plane are reconstructed",
    );
  }
  const unit = toCyclesPerPixel(trajectory, encoding, [x, y]);
  return { data, trajectory, density: kind === "density" ? column : undefined, coils, samples, unit };
}

function keptSamples({ header }: Acquisition, coils: number): number {
  const { scanCounter, trajectoryDimensions, activeChannels, numberOfSamples, discardPre, discardPost } = header;
  if (trajectoryDimensions < 2) {
    throw new TrajectoryError(
      "no-trajectory",
      `readout ${scanCounter} has a trajectory of ${counted(trajectoryDimensions, "dimension")}, and needs one of 2`,
    );
  }
  if (activeChannels !== coils) {
    throw new GadgetError(
      "readout-mismatch",
      `readout ${scanCounter} has ${counted(activeChannels, "channel")}, others of its image have ${coils}`,
    );
  }
  return Math.max(0, numberOfSamples - discardPre - discardPost);
}

function thirdDimension(column: Float32Array, third: ThirdDimension | "auto", z: number): ThirdDimension {
  if (third !== "auto") return third;
  if (column.every((value) => value === column[0])) return "none"; // a plane, or equal weights
  return z <= 1 && column.every((value) => value >= 0) ? "density" : "kz";
}

/**
 * Converts coordinates to cycles per pixel, in place.
 * @returns the name of the unit that they were in
 * @throws TrajectoryError `unknown-unit`
 */
function toCyclesPerPixel(
  trajectory: Float32Array,
  { encodedSpace: { fieldOfViewMm } }: Encoding,
  [x, y]: readonly [number, number],
): string {
  const largest = [0, 0];
  for (const [i, k] of trajectory.entries()) {
    const size = Math.abs(k);
    if (!(size <= largest[i & 1]!)) largest[i & 1] = size; // also NaN
  }
  const [mx, my] = [fieldOfViewMm.x / 1000, fieldOfViewMm.y / 1000];
  const units = [
    { name: "cycles per pixel", perUnit: [1, 1] },
    { name: "1/FOV", perUnit: [1 / x, 1 / y] },
    { name: "1/m", perUnit: [mx / x, my / y] },
    { name: "rad/m", perUnit: [mx / x / (2 * Math.PI), my / y / (2 * Math.PI)] },
  ] as const;
  // Each of the units makes numbers larger than the one before it.
  const fits = units.find(({ perUnit }) => {
    const extent = Math.max(largest[0]! * perUnit[0]!, largest[1]! * perUnit[1]!);
    return extent > 0 && extent <= 0.5 * TOLERANCE;
  });
  if (fits === undefined) {
    throw new TrajectoryError(
      "unknown-unit",
      `the coordinates of samples reach ${largest[0]} and ${largest[1]}, which fit an encoded matrix of ${x} × ${y} in no ` +
        "known unit: cycles per pixel, 1/FOV, 1/m and rad/m were tried",
    );
  }
  for (let i = 0; i < trajectory.length; i += 1) trajectory[i]! *= fits.perUnit[i & 1]!;
  return fits.name;
}
