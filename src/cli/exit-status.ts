import type { Command } from "commander";
import { codeOf, withCode } from "../errors/index.ts";
import { printable } from "../text/index.ts";

/** Of a command that was called wrongly, as most programs have it; commander alone would say 1, which is what a failure says. */
const WRONG_USE = 2;

/** Lets a program, and each command of it, end with 2 where it is called wrongly; help and version end with 0. */
export function exitsWithTwo(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE));
  for (const each of command.commands) exitsWithTwo(each);
}

/** What a command that failed says, with its code. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `larmor: ${withCode(printable(message), codeOf(error))}`;
}
