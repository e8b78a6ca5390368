import pretty from "pino-pretty";
import { printableJson } from "../../text/index.ts";

export interface LogLineOptions {
  /** One JSON object instead of text. */
  readonly json: boolean;
  readonly colorize: boolean;
  /** End lines with CR LF. */
  readonly crlf: boolean;
}

/**
 * Makes lines of a log. What others wrote can't do anything in them, nor look like a line of its own: control characters are written
 * out, and what follows the first line of a text is indented.
 * @returns gets the JSON of an entry
 */
export function logLine({ json, colorize, crlf }: LogLineOptions): (entry: string) => string {
  const end = crlf ? "\r\n" : "\n";
  if (json) return (entry) => printableJson(entry).trimEnd() + end;
  const format = pretty.prettyFactory({
    colorize,
    ignore: "pid,hostname",
    singleLine: true,
    translateTime: "SYS:yyyy-mm-dd HH:MM:ss.l",
  });
  return (entry) => {
    const [first = "", ...others] = format(printableJson(entry)).trimEnd().split(/\r?\n/);
    return [first, ...others.map((line) => (line.startsWith("    ") ? line : `    ${line}`))].join(end) + end;
  };
}
