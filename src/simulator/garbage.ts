import { randomGaussian } from "../numerics/index.ts";
import type { PhantomSettings } from "./options/options.ts";

/** Makes garbage independent of the noise, which has the same seed. */
const OTHER_STREAM = 0x5bd1e995;

/**
 * A source of samples that would ruin any image that includes them: random, with a standard deviation of real and
 * imaginary part as large as the maximum of k-space. A dead coil has no garbage either.
 * @param kSpace complex, interleaved
 * @returns a function that generates `[coils][samples]` complex, interleaved
 */
export function garbageSource(
  kSpace: Float32Array,
  { coils, deadCoil, seed }: PhantomSettings,
): (samples: number) => Float32Array<ArrayBuffer> {
  const next = randomGaussian((seed ^ OTHER_STREAM) >>> 0);
  let peak = 0;
  return (samples) => {
    if (peak === 0) peak = kSpace.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    const garbage = Float32Array.from({ length: 2 * samples * coils }, () => peak * next());
    if (deadCoil >= 0) garbage.fill(0, 2 * samples * deadCoil, 2 * samples * (deadCoil + 1));
    return garbage;
  };
}
