/** Limits the asynchronous work of one step. */
export interface Gate {
  /** A message has entered the step. */
  enter(): void;
  /** Its result has left. */
  leave(): void;
}

/** The credit of one step. */
export interface StepCredit {
  /** @param limit messages inside the step at which the source pauses */
  open(limit: number): Gate;
  /**
   * Resolves when every downstream step can accept messages; `undefined` if they already can. Upstream steps are not
   * included: waiting for them could deadlock.
   */
  behind(): Promise<void> | undefined;
}
