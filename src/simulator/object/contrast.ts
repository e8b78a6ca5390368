import { REPETITION_TIME_MS } from "../encoding/timing.ts";
import type { PhantomSettings } from "../options/options.ts";

/** Echo time of the first contrast. */
const FIRST_ECHO_MS = REPETITION_TIME_MS / 2;
/** T2* of the object, uniform. */
const T2_STAR_MS = 5;

/** Echo times: N of them, evenly spaced from 5 ms to less than 10 ms. */
export function contrastTimesMs({ contrasts }: Pick<PhantomSettings, "contrasts">): number[] {
  return Array.from({ length: contrasts }, (_, contrast) => FIRST_ECHO_MS + (T2_STAR_MS * contrast) / contrasts);
}

/** Factor of the object in a contrast: exp(−(TE_c − TE_0) / T2*), which is exp(−c / N). */
export function contrastFactor({ contrasts }: Pick<PhantomSettings, "contrasts">, contrast: number): number {
  return Math.exp(-contrast / contrasts);
}
