import { BartError } from "./errors.ts";

/**
 * Splits a command into words at blanks; within single or double quotes, a blank is part of the word. Nothing else is
 * special: there is no shell.
 * @throws BartError `bad-command` for an unterminated quote
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)\s*/y;
  while (pattern.lastIndex < command.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(command);
    if (match === null) {
      if (command.slice(at).trim() === "") break;
      throw new BartError("bad-command", `'${command}': unterminated quote`);
    }
    words.push(match[1]!.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  }
  return words;
}
