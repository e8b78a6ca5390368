import { type Acquisition, AcquisitionFlag, type Encoding } from "../../mrd/index.ts";
import { type SampleTime, type Trapezoid, trapezoidPositions } from "../../numerics/epi/index.ts";
import { NumericsError } from "../../numerics/index.ts";
import { EpiError } from "./errors.ts";

/** Times of a trapezoid in µs, where the header's are not to be used. */
export type GivenTrapezoid = { readonly [Name in "rampUp" | "flatTop" | "rampDown" | "dwell"]: number | "header" };

/** Where the samples of a readout are. */
export interface ReadoutPositions {
  /** In units of 1 / field of view, in the order of acquisition; NaN for samples that are discarded. */
  readonly positions: Float64Array;
  readonly reversed: boolean;
  /** What they follow from: the readout's own trajectory, a trapezoid, or nothing, for samples at whole positions. */
  readonly source: "trajectory" | "trapezoid" | "grid";
}

/** A trajectory's extent may differ by this factor from the encoded matrix. */
const EXTENT = 1.5;

/**
 * The trapezoid of an encoding's readouts, by its trajectoryDescription and what is given; `undefined` if its ramps or
 * its flat top are unknown.
 * @param sampleTimeUs of a readout, where the header has no dwell time
 */
export function trapezoidOf(
  { trajectoryDescription }: Encoding,
  given: GivenTrapezoid,
  samples: number,
  sampleTimeUs: number,
): Trapezoid | undefined {
  const described = [
    ...(trajectoryDescription?.userParameterLong ?? []),
    ...(trajectoryDescription?.userParameterDouble ?? []),
  ];
  const inHeader = (name: string) => described.find((each) => each.name === name)?.value;
  const time = (name: keyof GivenTrapezoid, element: string) => {
    const value = given[name];
    return value === "header" ? inHeader(element) : value;
  };
  const rampUp = time("rampUp", "rampUpTime");
  const flatTop = time("flatTop", "flatTopTime");
  if (rampUp === undefined && flatTop === undefined) return undefined;
  const dwell = time("dwell", "dwellTime") || sampleTimeUs;
  return {
    rampUp: rampUp ?? 0,
    flatTop: flatTop || dwell * samples,
    rampDown: time("rampDown", "rampDownTime") ?? rampUp ?? 0,
    dwell,
    samples,
  };
}

/**
 * Where the samples of a readout are: by its own trajectory if it has one, by the trapezoid of its encoding, or at
 * whole positions about its centre sample. A trajectory that runs backwards means a reversed readout, whatever its flag
 * says.
 * @throws EpiError `bad-trapezoid`, `bad-trajectory`
 */
export function readoutPositions(
  { header, trajectory }: Pick<Acquisition, "header" | "trajectory">,
  encoding: Encoding,
  given: GivenTrapezoid,
  sampleTime: SampleTime,
): ReadoutPositions {
  const { numberOfSamples: samples, discardPre, discardPost, sampleTimeUs, scanCounter } = header;
  const flagged = header.has(AcquisitionFlag.reverse);
  const used = (positions: Float64Array) =>
    positions.map((k, n) => (n < discardPre || n >= samples - discardPost ? Number.NaN : k));
  const own = ownPositions(trajectory, header, encoding);
  if (own !== undefined) {
    return { positions: used(own), reversed: own[samples - 1]! < own[0]!, source: "trajectory" };
  }
  const trapezoid = trapezoidOf(encoding, given, samples, sampleTimeUs);
  if (trapezoid !== undefined) {
    const forward = forwardPositions(trapezoid, encoding.encodedSpace.matrixSize.x, sampleTime, scanCounter);
    return { positions: used(flagged ? forward.map((k) => -k) : forward), reversed: flagged, source: "trapezoid" };
  }
  const center = header.centerSample > 0 ? header.centerSample : Math.floor(samples / 2);
  const grid = Float64Array.from({ length: samples }, (_, n) => (flagged ? samples - 1 - n : n) - center);
  return { positions: used(grid), reversed: flagged, source: "grid" };
}

/**
 * Where Gadgetron places the samples of all encodings but the first: at equal distances over the recon matrix, and at
 * the end of their dwell time, one sample after the centre that other programs use.
 */
export function uniformPositions(header: Acquisition["header"], pixels: number): ReadoutPositions {
  const { numberOfSamples: samples } = header;
  const reversed = header.has(AcquisitionFlag.reverse);
  const step = (reversed ? -pixels : pixels) / samples;
  const positions = Float64Array.from({ length: samples }, (_, n) => step * (n + 1 - samples / 2));
  return { positions, reversed, source: "grid" };
}

function forwardPositions(
  trapezoid: Trapezoid,
  encoded: number,
  sampleTime: SampleTime,
  scanCounter: number,
): Float64Array {
  try {
    return trapezoidPositions(trapezoid, encoded, sampleTime);
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new EpiError("bad-trapezoid", `readout ${scanCounter}: ${error.message}`, { cause: error });
  }
}

/** Positions by a readout's trajectory along x, in whatever unit it is; `undefined` if it has none. */
function ownPositions(
  trajectory: Float32Array,
  { trajectoryDimensions: dimensions, numberOfSamples: samples, scanCounter }: Acquisition["header"],
  { encodedSpace: { matrixSize, fieldOfViewMm } }: Encoding,
): Float64Array | undefined {
  if (dimensions < 1 || samples < 2) return undefined;
  const along = Float64Array.from({ length: samples }, (_, n) => trajectory[n * dimensions]!);
  if (!along.every(Number.isFinite)) {
    throw new EpiError(
      "bad-trajectory",
      `the trajectory of readout ${scanCounter} has coordinates that are not finite`,
    );
  }
  const extent = Math.abs(along[samples - 1]! - along[0]!);
  if (!(extent > 0)) return undefined; // not filled in
  const meters = fieldOfViewMm.x / 1000;
  const units = [matrixSize.x, 1, meters, meters / (2 * Math.PI)]; // fraction of the matrix, 1/FOV, 1/m, rad/m
  const fits = units.find((unit) => {
    const ratio = (extent * unit) / matrixSize.x;
    return ratio > 1 / EXTENT && ratio < EXTENT;
  });
  if (fits !== undefined) return along.map((k) => k * fits);
  throw new EpiError(
    "bad-trajectory",
    `the trajectory of readout ${scanCounter} goes from ${along[0]} to ${along[samples - 1]}, which in no known unit is the extent of ` +
      `the encoded matrix, ${matrixSize.x}: fractions of the matrix, 1/FOV, 1/m and rad/m were tried. For radial and ` +
      "spiral readouts, use the chain non-cartesian",
  );
}
