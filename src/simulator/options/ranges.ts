import { PhantomError } from "../errors.ts";
import type { PhantomSettings } from "./options.ts";

/** Sizes and counters are 16 bits wide in MRD. */
export const MAX_COUNT = 65535;

/** @throws PhantomError if the option is not a whole number from `minimum` to `maximum` */
export function whole(settings: PhantomSettings, name: keyof PhantomSettings, minimum: number, maximum: number): void {
  const value = settings[name];
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return;
  throw refused(settings, name, `a whole number from ${minimum} to ${maximum}`);
}

/** @throws PhantomError if the option is not more than `above` and at most `maximum` */
export function between(settings: PhantomSettings, name: keyof PhantomSettings, above: number, maximum: number): void {
  const value = settings[name];
  if (Number(value) > above && Number(value) <= maximum) return;
  throw refused(settings, name, `more than ${above} and at most ${maximum}`);
}

/** The error of an option whose value is out of its range. */
export function refused(settings: PhantomSettings, name: keyof PhantomSettings, range: string): PhantomError {
  return new PhantomError(`${name} must be ${range}, not ${settings[name]}`);
}
