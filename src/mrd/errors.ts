/** What went wrong with MRD bytes or text, as a stable code that a program can test. */
export type MrdErrorCode =
  | "unknown-message" // a message id that MRD does not define
  | "deprecated-message" // a message id that MRD once defined, or that is private to Gadgetron
  | "message-too-large" // a length announced by the peer exceeds the limit
  | "truncated" // the stream ended inside a message
  | "malformed-message" // a message contradicts itself
  | "unknown-compression" // a readout compressed in a way that is not supported
  | "malformed-header" // the XML header is not what ismrmrd.xsd describes
  | "malformed-attributes"; // an image's attribute XML cannot be read

/** Bytes or text that are not MRD. The message says what is wrong and where. */
export class MrdError extends Error {
  override readonly name = "MrdError";

  constructor(
    readonly code: MrdErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
