import { type GadgetContext, GadgetError } from "../../gadget-api/index.ts";
import { NotPositiveDefiniteError, whiteningMatrix } from "../../numerics/linalg/index.ts";
import { channelsNamed } from "../readouts/index.ts";

/** B if the header has none: the value for Siemens receivers. */
const DEFAULT_RECEIVER_BANDWIDTH = 0.793;

/**
 * s = √(2 · dwell of data / dwell of noise · B), by which whitened noise gets unit variance in each of real and
 * imaginary part; 1 if a dwell is 0 or NaN.
 * @param bandwidths candidates for B; the first that is defined is used
 */
export function noiseScale(dataUs: number, noiseUs: number, bandwidths: readonly (number | undefined)[]): number {
  const bandwidth = bandwidths.find((each) => each !== undefined && each > 0) ?? DEFAULT_RECEIVER_BANDWIDTH;
  const known = [dataUs, noiseUs].every((dwell) => dwell > 0 && dwell < Number.POSITIVE_INFINITY);
  return known ? Math.sqrt(2 * (dataUs / noiseUs) * bandwidth) : 1;
}

export interface CoilWhiteningOptions extends Pick<GadgetContext, "report"> {
  readonly scale: number;
  /** Names of coils that are scaled, but not combined with others. */
  readonly unmixed: readonly string[];
  /** Leave out dead and redundant coils with a warning, instead of failing. */
  readonly drop: boolean;
}

/**
 * The whitening matrix of named coils.
 * @param covariance `[coils][coils]` complex
 * @param names of the coils; empty if unknown
 * @throws GadgetError `unknown-coil`, `singular-noise`, naming the coil
 */
export function coilWhitening(
  covariance: Float64Array,
  names: readonly string[],
  coils: number,
  { scale, unmixed: unmixedNames, drop, report }: CoilWhiteningOptions,
): Float32Array<ArrayBuffer> {
  const coilName = (coil: number) => `coil ${coil}${names[coil] ? ` (${names[coil]})` : ""}`;
  const unmixed = channelsNamed(unmixedNames, names, "scaleOnlyCoils");
  try {
    const { matrix, dropped } = whiteningMatrix(covariance, coils, { scale, unmixed, drop });
    if (dropped.length > 0) report("warning", `dead or redundant, set to zero: ${dropped.map(coilName).join(", ")}`);
    return Float32Array.from(matrix);
  } catch (error) {
    if (!(error instanceof NotPositiveDefiniteError)) throw error;
    const advice = "check that coil, or set `onSingular: drop` to reconstruct without it";
    const finite = Number.isFinite(covariance[2 * (error.row * coils + error.row)]);
    const fault = finite
      ? "is dead or a linear combination of other coils"
      : "has noise samples that are NaN or infinite";
    throw new GadgetError("singular-noise", `${coilName(error.row)} ${fault}; ${advice}`, { cause: error });
  }
}
