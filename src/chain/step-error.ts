import { type Chain, type Placed, positionOf } from "./chain.ts";

/** A failure of one step, with its place in the chain and in the data. The cause is what the gadget threw. */
export class StepError extends Error {
  override readonly name = "StepError";

  /**
   * @param step that failed
   * @param gadget its name in the chain's text
   * @param scanCounter of the readout that last entered the chain, or `undefined` before the first
   */
  constructor(chain: Chain, step: Placed, gadget: string, scanCounter: number | undefined, cause: unknown) {
    const at = scanCounter === undefined ? "" : `, at scan counter ${scanCounter}`;
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`chain ${chain.name}, ${positionOf(step)}, ${gadget} (${step.place})${at}: ${what}`, { cause });
  }
}
