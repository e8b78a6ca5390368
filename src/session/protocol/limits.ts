import type { ConnectionOptions } from "../../protocols/mrd1/index.ts";
import { TimeLimitError } from "../errors.ts";

/** What a session may take of memory and time. What is left out has no limit, or that of the room it belongs to. */
export interface SessionLimits extends ConnectionOptions {
  /** Seconds that the whole session may take; 0, the default, is for ever. */
  readonly sessionSeconds?: number;
  /** Most bytes that a step of the chain may hold, or make at once. */
  readonly mostBytes?: number;
}

/**
 * Interrupts a session when its time is over.
 * @returns a function that lets it go on
 */
export function limitTime(seconds: number, interrupt: (reason: Error) => void): () => void {
  if (seconds === 0) return () => {};
  const reason = `the session took longer than ${seconds} s, which is the limit; the server's --session-timeout raises it`;
  const timer = setTimeout(() => interrupt(new TimeLimitError(reason)), seconds * 1000);
  return () => clearTimeout(timer);
}
