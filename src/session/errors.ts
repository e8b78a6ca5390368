/** A client that does not keep to the protocol. The message says which state expected what. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** A session that takes longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}
