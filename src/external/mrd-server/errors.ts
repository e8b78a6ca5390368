/** What went wrong with a peer, as a stable code that a program can test. */
export type PeerErrorCode =
  | "unreachable" // nobody listens there, or not in time
  | "silent" // it does nothing with what it was given, for too long
  | "died" // its program ended
  | "closed" // it ended the connection, or its stream, before its time
  | "not-mrd" // what it sends is no MRD
  | "unexpected-data" // MRD, but of a kind that was not asked for
  | "failed"; // it says so itself, by an ERROR message

/** A peer that does not do its part. The message names it and says what happened. */
export class PeerError extends Error {
  override readonly name = "PeerError";

  constructor(
    readonly code: PeerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
