import type { ReadoutWork } from "../../numerics/cartesian/index.ts";

/**
 * Upper limits of a batch: large enough to amortise the transfer to a thread, and small enough for that thread's cache.
 */
const BATCH_BYTES = 2 ** 20;
export const BATCH_READOUTS = 32;

/**
 * Number of coils from which on applying a coil matrix is worth a thread. Less work costs less than the transfer
 * through shared memory, from one core's cache to another's and back: 848 MB of eight coils took 1.4 s with the
 * transforms of readouts on the session's thread, and 1.6 s with a worker thread.
 */
const THREAD_COILS = 16;

/** A readout that arrives this long after the previous one is processed immediately: a thread would only delay it. */
const PAUSE_MS = 0.5;

/** Maximum number of readouts that are sent to a thread together. */
export function readoutsPerBatch({ coils, samples }: ReadoutWork): number {
  const bytes = 2 * coils * samples * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.min(BATCH_READOUTS, Math.floor(BATCH_BYTES / bytes)));
}

/**
 * Whether the work on a readout is worth a thread.
 * @param queued earlier readouts whose work is not done
 * @param pauseMs time since the previous readout
 */
export function isWorthThread({ coils, coilMatrix }: ReadoutWork, queued: number, pauseMs: number): boolean {
  return queued > 0 || (pauseMs <= PAUSE_MS && coils >= THREAD_COILS && coilMatrix !== undefined);
}

/** Whether two readouts can be processed in one call. */
export function isSameWork(a: ReadoutWork, b: ReadoutWork): boolean {
  return (
    a.coilMatrix === b.coilMatrix && a.samplesOut === b.samplesOut && a.samples === b.samples && a.coils === b.coils
  );
}
