import type { Logger } from "pino";
import { StepError } from "../../chain/index.ts";
import { codeOf, isOwn, printable, withCode } from "../../errors/index.ts";
import type { TellLevel } from "../../gadget-api/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";
import { Discretion } from "../privacy/redactor.ts";

/** The level, eight columns wide, as FIRE's clients and the scanner's log viewer expect it. */
const levelPrefix = { debug: "DEBUG   ", info: "INFO    ", warning: "WARNING ", error: "ERROR   " } as const;

/** Most that is told at once: a text that a client sent may be all mistakes, and be quoted in what is said of it. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1000;

/** What a session says: to its client as TEXT, and into the log. */
export class ClientVoice {
  readonly #connection: Connection;
  readonly #log: Logger;
  readonly #discretion = new Discretion();
  /** Behind each line: FIRE's client logs every text, and Gadgetron's prints one behind the other. */
  lineEnd: "" | "\n" = "";
  /** How often the session failed, by code. */
  readonly failures = new Map<string, number>();

  constructor(connection: Connection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Notes what a client said that a text to it may quote, and the log must not. */
  listen(text: string): void {
    this.#discretion.learn(text);
  }

  /**
   * Every line is a TEXT of its own, since each begins with its level.
   * @param fault that the text is of: its code stands behind it, and in the log
   */
  readonly tell = (level: TellLevel, text: string, fault?: unknown): void => {
    const code = fault === undefined ? undefined : codeOf(fault);
    const logged = linesOf(this.#discretion.hide(printable(text)));
    for (const line of logged)
      this.#log[level === "warning" ? "warn" : level](code === undefined ? {} : { code }, line);
    if (level === "debug") return;
    const lines = linesOf(printable(text));
    for (const [i, line] of lines.entries()) {
      const shown = code !== undefined && i === lines.length - 1 ? withCode(line, code) : line;
      this.#connection.send({ kind: "text", text: levelPrefix[level] + shown + this.lineEnd });
    }
  };

  /** Says why the session ends. */
  fail(error: unknown): void {
    const code = codeOf(error);
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
    if (isNetworkError(error)) {
      this.#log.warn({ err: this.#discretion.hideError(error), code }, "the client vanished");
    } else if (error instanceof StepError || isOwn(error)) {
      this.tell("error", (error as Error).message, error);
      if (!(error instanceof StepError)) return;
      // What explains itself needs no stack: others are mistakes of a gadget's code.
      this.#log[isOwn(error.cause) ? "debug" : "error"](
        { err: this.#discretion.hideError(error.cause) },
        "the step's own error",
      );
    } else {
      this.#log.error({ err: this.#discretion.hideError(error), code }, "internal error");
      const reason = error instanceof Error ? error.message : String(error);
      this.tell("error", `internal error of the server: ${reason}`, error);
    }
  }
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const told = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line));
  if (lines.length > MOST_LINES) told.push(`… and ${lines.length - MOST_LINES} lines more`);
  return told;
}

/** By what the system, or Node, calls a connection that is no more. */
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
