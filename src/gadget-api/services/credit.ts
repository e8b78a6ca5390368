/** Limits the asynchronous work of one step. */
export interface Gate {
  /** A message has entered the step. @param size of the message, for a limit that is not a number of messages; 1 */
  enter(size?: number): void;
  /** Its result has left. */
  leave(size?: number): void;
}

/** The credit of one step. */
export interface StepCredit {
  /** @param limit messages inside the step, or their size, at which the source pauses */
  open(limit: number): Gate;
  /**
   * Resolves when every downstream step can accept messages; `undefined` if they already can. Upstream steps are not
   * included: waiting for them could deadlock.
   */
  behind(): Promise<void> | undefined;
}
