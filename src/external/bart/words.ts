import { BartError } from "./errors.ts";

/**
 * Cuts a command into words at blanks; within single or double quotes a blank is part of the word. Nothing else has a
 * meaning: there is no shell.
 * @throws BartError `bad-command` for a quote without its end
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)\s*/y;
  while (pattern.lastIndex < command.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(command);
    if (match === null) {
      if (command.slice(at).trim() === "") break;
      throw new BartError("bad-command", `'${command}': a quote has no end`);
    }
    words.push(match[1]!.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  }
  return words;
}
