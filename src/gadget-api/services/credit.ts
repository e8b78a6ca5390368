/** Bounds the asynchronous work of one step. */
export interface Gate {
  /** A message has entered the step. */
  enter(): void;
  /** Its result has left. */
  leave(): void;
}

/** The credit of one step. */
export interface StepCredit {
  /** @param limit messages inside the step at which feeding pauses */
  open(limit: number): Gate;
  /**
   * Resolves when every step behind this one has room; `undefined` when that is so already. A step that waited for those in
   * front of it as well could wait for itself.
   */
  behind(): Promise<void> | undefined;
}
