/** Why a command can't do what it was asked for, as a stable code that a program can test. */
export type CommandErrorCode =
  | "no-such-file" // a file that is named and not there
  | "no-such-gadget" // a gadget that is named and not there
  | "no-such-code" // a code that the catalogue does not have
  | "bad-settings" // a settings file, or a variable, that says what no option can be
  | "wrong-options" // options that don't go together
  | "nothing-to-send" // a group with neither readouts nor images
  | "nothing-to-show" // a group without the image that is named
  | "failed"; // something before it failed, and said so

/** What the command line reports of itself. The message says what was wrong and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    readonly code: CommandErrorCode,
    message: string,
  ) {
    super(message);
  }
}
