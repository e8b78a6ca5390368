/** Time from one readout to the next. */
export const REPETITION_TIME_MS = 10;
/** Unit of time stamps. */
const TICK_MS = 2.5;
/** The measurement begins at ten o'clock. */
const START_TICKS = (10 * 3600 * 1000) / TICK_MS;

/** Time stamp of a moment, given in ms since the measurement began. */
export function timeStamp(ms: number): number {
  return START_TICKS + Math.floor(ms / TICK_MS);
}

/** Ticks in a stretch of time. */
export function ticks(ms: number): number {
  return Math.floor(ms / TICK_MS);
}
