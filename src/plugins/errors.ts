/** What an author's work lacks, as a stable code that a program can test. */
export type AuthoringErrorCode =
  | "not-loadable" // a gadget, or its cases, that can't be used
  | "bad-name" // a name that no gadget can have
  | "file-exists" // a file that would have been overwritten
  | "bad-parameter" // a value that the gadget refuses
  | "no-place"; // a chain in which the gadget can't be tried

/** A gadget of an author's that can't be used. The message names its file, and the line where that is known. */
export class GadgetLoadError extends Error {
  override readonly name = "GadgetLoadError";
  readonly code = "not-loadable" satisfies AuthoringErrorCode;
}

/** A gadget that can't be begun or tried. The message says why and what to do. */
export class AuthoringError extends Error {
  override readonly name = "AuthoringError";

  constructor(
    readonly code: Exclude<AuthoringErrorCode, "not-loadable">,
    message: string,
  ) {
    super(message);
  }
}
