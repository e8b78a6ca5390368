import type { YAMLError } from "yaml";

/** Mistakes after which YAML still reads the following lines as they were meant. */
const harmless: ReadonlySet<string> = new Set([
  "BAD_ALIAS",
  "BAD_SCALAR_START",
  "BLOCK_AS_IMPLICIT_KEY",
  "DUPLICATE_KEY",
  "TAB_AS_INDENT",
  "TAG_RESOLVE_FAILED",
]);

/** Whether values after a syntax error may be others than those that were meant. */
export function misleads({ name, code }: YAMLError): boolean {
  return name === "YAMLParseError" && !harmless.has(code);
}

/** A syntax error as a sentence that says what to write. @param rest of the text, from the error on */
export function syntaxText({ code, message }: YAMLError, rest: string): string {
  const line = rest.split("\n", 1)[0]!.trim();
  const key = /^[^:]*/.exec(line)![0].trim();
  switch (code) {
    case "DUPLICATE_KEY":
      return `key '${key}' is given twice: remove one of them`;
    case "BLOCK_AS_IMPLICIT_KEY":
      return "two keys on one line: write the inner ones in braces, `name: { key: value }`, or quotes around a text";
    case "TAB_AS_INDENT":
      return "the line is indented by a tab: use spaces";
    case "BAD_SCALAR_START":
      return `a text that starts with '${line.charAt(0)}' needs quotes`;
    default:
      return explained(message, line);
  }
}

function explained(message: string, line: string): string {
  if (message.startsWith("Implicit map keys need"))
    return `'${line}' is not \`key: value\`: write a colon and a space after the key`;
  if (message.startsWith("Missing closing")) return "the quote before this is not closed";
  if (/must be sufficiently indented and end with/.test(message)) {
    return `a bracket before this is not closed, or the lines within it are not indented: write ${message.slice(-1)}`;
  }
  return message;
}
