import type { ConnectionOptions } from "../../protocols/mrd1/index.ts";
import { TimeLimitError } from "../errors.ts";

/**
 * Limits of a session for memory and time. Without a value, there is no limit, or the default of the module that it
 * belongs to.
 */
export interface SessionLimits extends ConnectionOptions {
  /** Time for the client to send its config; 0, the default: no limit. */
  readonly configSeconds?: number;
  /** Maximum duration of the session; 0, the default: no limit. */
  readonly sessionSeconds?: number;
  /** How long a third-party step may keep the session waiting; 0, the default: no limit. */
  readonly hangSeconds?: number;
  /** Maximum number of bytes that a step of the chain may hold, or allocate at one time. */
  readonly maxBytes?: number;
}

/**
 * Interrupts a session when its time is over.
 * @returns a function that removes the limit
 */
export function startTimeLimit(seconds: number, interrupt: (reason: Error) => void): () => void {
  const what = `the session took longer than ${seconds} s`;
  return startTimer(seconds, `${what}, which is the limit; the server's --session-timeout raises it`, interrupt);
}

/**
 * Interrupts a session whose client does not send its config.
 * @returns a function that removes the limit
 */
export function startConfigLimit(seconds: number, interrupt: (reason: Error) => void): () => void {
  const what = `no config arrived within ${seconds} s`;
  return startTimer(seconds, `${what}, which is the limit; the server's --config-timeout raises it`, interrupt);
}

function startTimer(seconds: number, reason: string, interrupt: (reason: Error) => void): () => void {
  if (seconds === 0) return () => {};
  const timer = setTimeout(() => interrupt(new TimeLimitError(reason)), seconds * 1000);
  return () => clearTimeout(timer);
}
