import type { Logger } from "pino";
import { authorStack, StepError } from "../../chain/index.ts";
import { codeOf, isOwn, withCode } from "../../errors/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";
import { printable } from "../../text/index.ts";
import { Redactor } from "../privacy/index.ts";
import { Repeats } from "./repeats.ts";

/** The level, eight columns wide, as FIRE's clients and the scanner's log viewer expect it. */
const levelPrefix = { debug: "DEBUG   ", info: "INFO    ", warning: "WARNING ", error: "ERROR   " } as const;

/** Maximum size of one report: a text from a client may consist of errors, and be quoted in the report of them. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1000;

/** Why a session ended early. */
export interface SessionFailure {
  readonly code: string;
  /** For the log. */
  readonly reason: string;
  /** Whether the client has left before it had everything, or the network is broken. */
  readonly isDisconnect: boolean;
}

/** Reports to the client of a session, as TEXT, and to the log. */
export class ClientReporter {
  readonly #connection: Connection;
  readonly #log: Logger;
  readonly #redactor = new Redactor();
  /** Added to each line: FIRE's client logs each text separately, and Gadgetron's prints them one after the other. */
  lineEnd: "" | "\n" = "";
  readonly #repeats = new Repeats();
  /** Number of failures of the session, by code. */
  readonly failures = new Map<string, number>();
  /** Why the session ended, if it failed: for the last line of its log. */
  failure: SessionFailure | undefined;

  constructor(connection: Connection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Learns from a text of the client what may be quoted to the client, but not in the log. */
  learn(text: string): void {
    this.#redactor.learn(text);
  }

  /**
   * Reports a text. A warning or an error that was reported before is only counted, see {@link reportRepeats}.
   * @param error that the text is about: its code is added to the text and to the log line
   */
  readonly report = (level: LogLevel, text: string, error?: unknown): void => {
    if (this.#repeats.admits(level, text)) this.#say(level, text, error);
  };

  /** Reports how often warnings were repeated since the last call. */
  reportRepeats(): void {
    for (const text of this.#repeats.take()) this.#say("warning", text);
  }

  /** Reports to the log only. A text is one entry: of several, the others could look like entries of the server. */
  log(level: LogLevel, text: string, error?: unknown): void {
    const code = error === undefined ? {} : { code: codeOf(error) };
    this.#log[level === "warning" ? "warn" : level](code, this.#loggable(text));
  }

  /** To the client, each line is a separate TEXT, since each begins with its level. */
  #say(level: LogLevel, text: string, error?: unknown): void {
    this.log(level, text, error);
    if (level === "debug") return;
    const code = error === undefined ? undefined : codeOf(error);
    const lines = linesOf(printable(text));
    for (const [i, line] of lines.entries()) {
      const shown = code !== undefined && i === lines.length - 1 ? withCode(line, code) : line;
      this.#connection.send({ kind: "text", text: levelPrefix[level] + shown + this.lineEnd });
    }
  }

  #loggable(text: string): string {
    return linesOf(this.#redactor.redact(printable(text))).join("\n");
  }

  /** An error without what identifies the patient. */
  readonly redactError = (error: unknown): unknown => this.#redactor.redactError(error);

  /** Reports why the session ends. */
  reportFailure(error: unknown): void {
    const code = codeOf(error);
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
    const isDisconnect = isNetworkError(error);
    const message = error instanceof Error ? error.message : String(error);
    this.failure = { code, isDisconnect, reason: isDisconnect ? "the client disconnected" : this.#loggable(message) };
    if (isDisconnect) {
      this.#log.debug({ err: this.redactError(error), code }, "connection lost"); // the session's last line says so too
    } else if (error instanceof StepError || isOwn(error)) {
      this.#say("error", message, error);
      if (!(error instanceof StepError)) return;
      // Other errors than those with a code are bugs of a gadget, and need their stack.
      this.#log[isOwn(error.cause) ? "debug" : "error"](
        { err: this.#redactor.redactError(error.cause, authorStack) },
        "error thrown by the step",
      );
    } else {
      this.#log.error({ err: this.redactError(error), code }, "internal error");
      this.#say("error", `internal error of the server: ${message}`, error);
    }
  }
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line));
  if (lines.length > MOST_LINES) shown.push(`… and ${lines.length - MOST_LINES} more lines`);
  return shown;
}

/** Codes of the system, or of Node, for a connection that is broken. */
const networkErrors: ReadonlySet<string | undefined> = new Set([
  "ECONNABORTED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETRESET",
  "ENETUNREACH",
  "ENOTCONN",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
]);

function isNetworkError(error: unknown): boolean {
  return networkErrors.has((error as NodeJS.ErrnoException | undefined)?.code);
}
