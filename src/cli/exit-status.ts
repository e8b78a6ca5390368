import type { Command } from "commander";
import { codeOf, withCode } from "../errors/index.ts";
import { describeFileError } from "../files/index.ts";
import { printable } from "../text/index.ts";

/**
 * Exit status of a command that was called incorrectly, as in most programs. Commander's own status is 1, that of a
 * failure.
 */
const WRONG_USE = 2;

/** Lets a program and each of its commands end with 2 if called incorrectly; help and version end with 0. */
export function exitsWithTwo(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE));
  for (const each of command.commands) exitsWithTwo(each);
}

/** The message of a command that failed, with its code. */
export function describeFailure(error: unknown): string {
  const message = describeFileError(error) ?? (error instanceof Error ? error.message : String(error));
  return `larmor: ${withCode(printable(message), codeOf(error))}`;
}
