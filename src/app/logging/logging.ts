import { isatty } from "node:tty";
import { type Logger, multistream, pino, type StreamEntry } from "pino";
import { logLine } from "./log-line.ts";
import { LogOutput, type LogTarget } from "./log-output.ts";

export interface LoggingOptions {
  readonly verbose: boolean;
  /** Also append to this file. */
  readonly file: string | undefined;
  /** End lines with CR LF, for viewers on Windows. */
  readonly crlf: boolean;
  /** One JSON object per line instead of text. */
  readonly json: boolean;
  /** Print errors only. */
  readonly quiet?: boolean;
  /** Descriptor of the output; by default, standard output. */
  readonly descriptor?: number;
  /** Whether to start without a file that can't be opened, and to try again with every line. */
  readonly patient?: boolean;
}

/** Receives each line as JSON. */
export interface LineReceiver {
  write(json: string): void;
}

/**
 * A logger to standard output, perhaps a file, and perhaps a receiver in this process. Every line is written
 * synchronously, so that processes can share both.
 * @throws NodeJS.ErrnoException for a file that can't be opened, unless `patient` is set; never for lines that can't be
 * written
 */
export async function createLogger(options: LoggingOptions, also?: LineReceiver): Promise<Logger> {
  const { verbose, file, crlf, json, quiet = false, patient = false } = options;
  const { descriptor = 1 } = options;
  // Access to process.stdout makes its pipe refuse what does not fit instead of blocking. A passed descriptor does so
  // already.
  const seen = descriptor === 1 ? process.stdout.isTTY === true : isatty(descriptor);
  const colorize = seen && showsColors(process.env);
  const level = verbose ? "debug" : "info";
  const to = async (target: LogTarget, colorize = false) =>
    new LogOutput(target, await logLine({ json, colorize, crlf }));
  const streams: StreamEntry[] = [{ level: quiet ? "error" : level, stream: await to({ descriptor }, colorize) }];
  if (file !== undefined) {
    const output = await to({ path: file });
    if (!patient) output.open();
    streams.push({ level, stream: output });
  }
  if (also !== undefined) streams.push({ level, stream: also });
  return pino({ level }, multistream(streams));
}

/** Whether a terminal shows colours, and its user wants them: https://no-color.org */
function showsColors({ NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  return !NO_COLOR && TERM !== "dumb";
}
