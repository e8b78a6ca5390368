import { mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Logger, multistream, pino, type StreamEntry } from "pino";
import pretty from "pino-pretty";

export interface LoggingOptions {
  readonly verbose: boolean;
  /** Also append to this file. */
  readonly file: string | undefined;
  /** End lines with CR LF, for viewers on Windows. */
  readonly crlf: boolean;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  /** Print errors only. */
  readonly quiet?: boolean;
}

/** A logger to standard output and perhaps a file. Every line is written at once, so that processes can share both. */
export function createLogger({ verbose, file, crlf, json, quiet = false }: LoggingOptions): Logger {
  const level = verbose ? "debug" : "info";
  const descriptors = [1];
  if (file !== undefined) {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    descriptors.push(openSync(file, "a"));
  }
  const streams: StreamEntry[] = descriptors.map((descriptor) => ({
    level: quiet && descriptor === 1 ? "error" : level,
    stream: json
      ? pino.destination({ dest: descriptor, sync: true })
      : pretty({
          destination: descriptor,
          sync: true,
          colorize: descriptor === 1 && process.stdout.isTTY === true,
          crlf,
          ignore: "pid,hostname",
          singleLine: true,
          translateTime: "SYS:yyyy-mm-dd HH:MM:ss.l",
        }),
  }));
  return pino({ level }, multistream(streams));
}
