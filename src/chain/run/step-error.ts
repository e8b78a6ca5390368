import { type Chain, type Placed, positionOf } from "../chain.ts";
import { ChainFailure } from "../errors.ts";
import { withAuthorPlace } from "./author-frames.ts";
import { textOf } from "./thrown.ts";

/** A failure of one step, with its position in the chain and in the data. The cause is what the gadget threw. */
export class StepError extends ChainFailure<"step-failed"> {
  override readonly name = "StepError";

  /** The name of a step in messages: `chain cartesian, step 3, remove-oversampling (cartesian.yaml:7:5)`. */
  static nameOf(chain: Chain, step: Placed, gadget: string): string {
    return `chain ${chain.name}, ${positionOf(step)}, ${gadget} (${step.place})`;
  }

  /**
   * @param step that failed
   * @param gadget its name in the chain's text
   * @param scanCounter of the last readout that entered the chain; `undefined` before the first
   */
  constructor(
    chain: Chain,
    step: Placed & { readonly thirdParty?: string | undefined },
    gadget: string,
    scanCounter: number | undefined,
    cause: unknown,
  ) {
    const at = scanCounter === undefined ? "" : `, at scan counter ${scanCounter}`;
    const what = step.thirdParty === undefined ? textOf(cause) : withAuthorPlace(textOf(cause), cause);
    super("step-failed", `${StepError.nameOf(chain, step, gadget)}${at}: ${what}`, { cause });
  }
}
