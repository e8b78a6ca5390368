import { StepError } from "../chain/index.ts";
import { GadgetError } from "../gadget/index.ts";

/** A client that does not keep to the protocol. The message says which state expected what. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** A session that takes longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/** Whether a chain failed for want of a header. */
export function needsHeader(error: unknown): boolean {
  const cause = error instanceof StepError ? error.cause : undefined;
  return cause instanceof GadgetError && cause.code === "header-required";
}
