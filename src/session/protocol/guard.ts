import type { CurrentStep } from "../../chain/observe/index.ts";

/** Guards the process of a session against uncaught exceptions of steps. */
export interface SessionGuard {
  /**
   * @param report called with an uncaught exception, as the error of its step if that is known
   * @param redactError removes from an error what identifies the patient, for the log
   */
  begin(report: (error: Error) => void, redactError: (error: unknown) => unknown): void;
  /** Watches the steps of a chain, which reports the running step to the result. */
  watch(): CurrentStep;
  /** From now on, nothing is reported to the client. */
  end(): void;
}
