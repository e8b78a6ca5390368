/** What a session can't go on with, as a stable code that a program can test. */
export type SessionErrorCode =
  | "out-of-place" // a message that the protocol has no place for where it came
  | "parameters-too-large" // parameters of a client that are more than anyone needs
  | "time-limit" // the session took longer than it may
  | "noise-damaged" // a file of kept noise that can't be read
  | "noise-folder-shared"; // a folder for kept noise to which others may write

/** A client that does not keep to the protocol. The message says which state expected what. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";

  constructor(
    readonly code: Extract<SessionErrorCode, "out-of-place" | "parameters-too-large">,
    message: string,
  ) {
    super(message);
  }
}

/** A session that takes longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  readonly code = "time-limit" satisfies SessionErrorCode;
}

/** Kept noise that can't be used. The message names the file or folder. */
export class NoiseFolderError extends Error {
  override readonly name = "NoiseFolderError";

  constructor(
    readonly code: Extract<SessionErrorCode, "noise-damaged" | "noise-folder-shared">,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
