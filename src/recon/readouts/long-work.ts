import { type GadgetContext, GadgetError } from "../../gadget-api/index.ts";

/** Longer work is reported before it starts. */
const REPORTED_SECONDS = 10;
/** Longer work is refused: no scan is worth waiting for it, and a few readouts of a client could cause it. */
const MOST_SECONDS = 600;

/** Work whose time grows with the square or cube of the number of coils. */
export interface CoilWork {
  /** `combining 1024 coils` */
  readonly what: string;
  /** Rough estimate for one core. */
  readonly seconds: number;
  /** What takes less, as an instruction: `use fewer coils`. */
  readonly advice: string;
}

/**
 * Reports work that takes long, once and before it starts.
 * @throws GadgetError `too-much-work` if it takes more than ten minutes
 */
export function reportWork(
  { reportOnce }: Pick<GadgetContext, "reportOnce">,
  { what, seconds, advice }: CoilWork,
): void {
  if (seconds < REPORTED_SECONDS) return;
  const text = `${what} takes about ${timeText(seconds)} on one core`;
  if (seconds > MOST_SECONDS) {
    const most = `the limit is ${timeText(MOST_SECONDS)}`;
    throw new GadgetError("too-much-work", `${text}; ${most}: ${advice}`);
  }
  reportOnce(`work ${what}`, "warning", `${text}; it takes less time to ${advice}`);
}

function timeText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
