import type pretty from "pino-pretty";
import { printableJson } from "../../text/index.ts";

export interface LogLineOptions {
  /** One JSON object per line instead of text. */
  readonly json: boolean;
  readonly colorize: boolean;
  /** End lines with CR LF. */
  readonly crlf: boolean;
}

/**
 * Formats log lines. Quoted text can neither control a terminal nor look like a separate log line: control characters
 * are escaped, and all lines of a text after the first are indented.
 * @returns a function that formats an entry, given as JSON
 */
export async function logLine({ json, colorize, crlf }: LogLineOptions): Promise<(entry: string) => string> {
  const end = crlf ? "\r\n" : "\n";
  if (json) return (entry) => printableJson(entry).trimEnd() + end;
  const { prettyFactory } = await import("pino-pretty"); // 5 ms of a start, of a server with JSON in vain
  const format = prettyFactory({
    colorize,
    ...(colorize && byLevel),
    ignore: "pid,hostname",
    singleLine: true,
    translateTime: "SYS:yyyy-mm-dd HH:MM:ss.l",
  });
  return (entry) => {
    const [first = "", ...others] = format(printableJson(entry)).trimEnd().split(/\r?\n/);
    return [first, ...others.map((line) => (line.startsWith("    ") ? line : `    ${line}`))].join(end) + end;
  };
}

/** Options that colour a message like its level. The formatter alone would give all messages one colour. */
const byLevel: pretty.PrettyOptions = {
  customColors: "info:green,warn:yellow,error:red,fatal:red,debug:blue,message:reset",
  messageFormat: (log, key, _, { colors }) => levelColor(Number(log.level), colors)(String(log[key] ?? "")),
};

type Colors = Record<"red" | "yellow" | "gray", (text: string) => string>;

/** Warnings and errors stand out from what is only worth knowing. */
function levelColor(level: number, { red, yellow, gray }: Colors): (text: string) => string {
  if (level >= 50) return red;
  if (level >= 40) return yellow;
  return level < 30 ? gray : (text) => text;
}
