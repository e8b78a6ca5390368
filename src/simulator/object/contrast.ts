import { REPETITION_TIME_MS } from "../encoding/timing.ts";
import type { PhantomSettings } from "../options/options.ts";

/** Echo time of the first contrast. */
const FIRST_ECHO_MS = REPETITION_TIME_MS / 2;
/** The object's T2*, the same everywhere. */
const T2_STAR_MS = 5;

/** Echo times: N of them, evenly from 5 ms on and less than 10. */
export function contrastTimesMs({ contrasts }: Pick<PhantomSettings, "contrasts">): number[] {
  return Array.from({ length: contrasts }, (_, contrast) => FIRST_ECHO_MS + (T2_STAR_MS * contrast) / contrasts);
}

/** What the object is multiplied by in a contrast: exp(−(TE_c − TE_0) / T2*), which is exp(−c / N). */
export function contrastFactor({ contrasts }: Pick<PhantomSettings, "contrasts">, contrast: number): number {
  return Math.exp(-contrast / contrasts);
}
