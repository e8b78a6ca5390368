/** What a client can't do, as a stable code that a program can test. */
export type ClientErrorCode =
  | "no-server" // nobody listens at that address
  | "parameters-not-json"; // parameters to send that are not JSON

/** A client that can't do its part. The message says why and what to do. */
export class ClientError extends Error {
  override readonly name = "ClientError";

  constructor(
    readonly code: ClientErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
