/** Time from one readout to the next. */
export const REPETITION_TIME_MS = 10;
/** Unit of time stamps, in ms. */
const TICK_MS = 2.5;
/** The measurement starts at ten o'clock. */
const START_TICKS = (10 * 3600 * 1000) / TICK_MS;

/** Time stamp for a time in ms since the start of the measurement. */
export function timeStamp(ms: number): number {
  return START_TICKS + Math.floor(ms / TICK_MS);
}

/** A duration in ticks. */
export function ticks(ms: number): number {
  return Math.floor(ms / TICK_MS);
}

/** Time from one sample to the next, other than of EPI. */
export const SAMPLE_TIME_US = 5;
