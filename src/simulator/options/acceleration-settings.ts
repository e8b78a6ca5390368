import { lineAxis, partitionAxis, type SampledAxis } from "../encoding/sampling.ts";
import type { CalibrationMode } from "./acceleration-options.ts";
import type { PhantomSettings } from "./options.ts";

/** Lattices of a repetition, each of which is a shot. */
export function latticeCount({ acceleration, accelerationZ }: PhantomSettings): number {
  return acceleration * accelerationZ;
}

/** Shots of a repetition, each with its own repetition counter. */
export function shotCount(settings: PhantomSettings): number {
  return settings.singleLattice ? 1 : latticeCount(settings);
}

/** Rings of coils: coils that are constant along z could not unfold partitions. */
export function ringCount({ coilRings, accelerationZ }: PhantomSettings): number {
  return coilRings || (accelerationZ > 1 ? 2 : 1);
}

/** The mode that `auto` stands for; undefined if nothing calibrates the measurement. */
export function calibrationModeOf(settings: PhantomSettings): Exclude<CalibrationMode, "auto"> | undefined {
  const { calibrationMode, calibrationWidth, singleLattice } = settings;
  if (calibrationMode !== "auto") return calibrationMode;
  if (calibrationWidth > 0) return "embedded";
  return singleLattice ? undefined : "interleaved";
}

/** Whether calibration lines are acquired before all others. */
export function hasReference({ calibrationMode }: PhantomSettings): boolean {
  return calibrationMode === "separate" || calibrationMode === "external";
}

/** Lines and partitions of the calibration area, counted from the first acquired ones. */
export interface CalibrationArea {
  readonly y: { readonly first: number; readonly count: number };
  readonly z: { readonly first: number; readonly count: number };
}

export function calibrationArea(settings: PhantomSettings): CalibrationArea {
  const { calibrationWidth, calibrationWidthZ } = settings;
  const z = partitionAxis(settings);
  return {
    y: about(lineAxis(settings), calibrationWidth),
    z: calibrationWidthZ > 0 ? about(z, calibrationWidthZ) : { first: 0, count: z.acquired },
  };
}

function about({ center }: SampledAxis, count: number): { first: number; count: number } {
  return { first: center - Math.floor(count / 2), count };
}

/** Lines from one of a partition to the next, in one lattice. */
export function lineStep({ acceleration, accelerationZ, caipirinha }: PhantomSettings): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  return (acceleration * accelerationZ) / divisor(accelerationZ, caipirinha);
}

/** Combinations of valid options of acceleration and calibration that are not supported, with what to say of each. */
export function forbiddenAccelerations(settings: PhantomSettings): (readonly [boolean, string])[] {
  const { partitions, accelerationZ, caipirinha, singleLattice, calibrationMode: mode } = settings;
  const { calibrationWidth, calibrationWidthZ, calibrationMatrix, calibrationScale, coilRings } = settings;
  const accelerated = latticeCount(settings) > 1;
  const needsReference = "requires calibrationMode to be separate or external";
  return [
    [coilRings > 1 && partitions === 1, "coilRings requires partitions to be more than 1"],
    [accelerationZ > 1 && partitions === 1, "accelerationZ requires partitions to be more than 1"],
    [caipirinha > 0 && accelerationZ === 1, "caipirinha requires accelerationZ to be more than 1"],
    [singleLattice && !accelerated, "singleLattice requires acceleration or accelerationZ to be more than 1"],
    [
      mode !== "auto" && !accelerated,
      `calibrationMode ${mode} requires acceleration or accelerationZ to be more than 1`,
    ],
    [
      mode !== "auto" && mode !== "interleaved" && calibrationWidth === 0,
      `calibrationMode ${mode} requires calibrationWidth to be more than 0`,
    ],
    [
      mode === "interleaved" && calibrationWidth > 0,
      "calibrationMode interleaved and calibrationWidth cannot be combined: the shots together are the calibration",
    ],
    [
      mode === "interleaved" && singleLattice,
      "calibrationMode interleaved and singleLattice cannot be combined: the shots together are the calibration",
    ],
    [
      calibrationWidthZ > 0 && (partitions === 1 || calibrationWidth === 0),
      "calibrationWidthZ requires calibrationWidth to be more than 0, and partitions more than 1",
    ],
    [calibrationMatrix > 0 && !hasReference(settings), `calibrationMatrix ${needsReference}`],
    [calibrationScale !== 1 && !hasReference(settings), `calibrationScale ${needsReference}`],
  ];
}
