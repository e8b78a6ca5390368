/** What went wrong with a picture, as a stable code that a program can test. */
export type PictureErrorCode =
  | "no-images" // nothing to show
  | "no-such-image" // an index past the end of a series
  | "series-ambiguous" // several series, and none was named
  | "bad-option" // an option out of its range
  | "picture-too-large"; // more picture elements than viewers take

/** A picture that can't be made. The message says why and what to do. */
export class PictureError extends Error {
  override readonly name = "PictureError";

  constructor(
    readonly code: PictureErrorCode,
    message: string,
  ) {
    super(message);
  }
}
