import { type Chain, positionOf, type Step } from "./chain.ts";

/** A failure of one step, with its place in the chain and in the data. The cause is what the gadget threw. */
export class StepError extends Error {
  override readonly name = "StepError";

  /** @param scanCounter of the readout that last entered the chain, or `undefined` before the first */
  constructor(
    readonly chain: Chain,
    readonly step: Step,
    readonly scanCounter: number | undefined,
    cause: unknown,
  ) {
    const at = scanCounter === undefined ? "" : `, at scan counter ${scanCounter}`;
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`chain ${chain.name}, ${positionOf(step)}, ${step.gadget.name} (${step.place})${at}: ${what}`, { cause });
  }
}
