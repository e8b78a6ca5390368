import { GadgetError } from "../../gadget-api/index.ts";
import type { NoiseRecord } from "../../gadget-api/services/index.ts";
import { counted } from "../../text/index.ts";

/**
 * The covariance of a record with its coils in the order of another measurement's.
 * @param names of that measurement's channels; if it or the record has none, the order is assumed to be equal
 * @throws GadgetError `coil-mismatch` if that measurement has other coils
 */
export function covarianceFor(record: NoiseRecord, names: readonly string[], channels: number): Float64Array {
  const { measurementId, coils, coilNames, covariance } = record;
  const refuse = (difference: string) =>
    new GadgetError(
      "coil-mismatch",
      `the noise of measurement ${measurementId} does not fit: ${difference}; measure the noise with these coils`,
    );
  if (coils !== channels)
    throw refuse(`it was measured with ${counted(coils, "coil")}, but these data have ${channels}`);
  const same = names.length === coilNames.length && names.every((name, i) => name === coilNames[i]);
  if (same || names.length === 0 || coilNames.length === 0) return covariance;
  const places = names.map((name) => coilNames.indexOf(name));
  if (places.includes(-1) || new Set(places).size < coils) {
    throw refuse(`it was measured with coils ${coilNames.join(", ")}, but these data have ${names.join(", ")}`);
  }
  const reordered = new Float64Array(covariance.length);
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      const from = 2 * (row * coils + column);
      reordered.set(covariance.subarray(from, from + 2), 2 * (i * coils + j));
    }
  }
  return reordered;
}
