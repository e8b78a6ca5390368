import type { Logger } from "pino";
import { ChainError, NotAcceptedError, ParameterError, StepError, UnknownChainError } from "../chain/index.ts";
import type { TellLevel } from "../gadget/index.ts";
import { MrdError } from "../mrd/index.ts";
import { type Connection, IdleError } from "../wire/index.ts";
import { ProtocolError, TimeLimitError } from "./errors.ts";

/** What a client, a chain or a gadget can do wrong, and explains itself; anything else is a mistake of ours. */
const expected = [
  ChainError,
  IdleError,
  MrdError,
  NotAcceptedError,
  ParameterError,
  ProtocolError,
  StepError,
  SyntaxError,
  TimeLimitError,
  UnknownChainError,
];

/** The level, eight columns wide, as FIRE's clients and the scanner's log viewer expect it. */
const levelPrefix = { debug: "DEBUG   ", info: "INFO    ", warning: "WARNING ", error: "ERROR   " } as const;

/** Most that is told at once: a text that a client sent may be all mistakes, and be quoted in what is said of it. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1000;

/** What a session says: to its client as TEXT, and into the log. */
export class ClientVoice {
  readonly #connection: Connection;
  readonly #log: Logger;
  /** Behind each line: FIRE's client logs every text, and Gadgetron's prints one behind the other. */
  lineEnd: "" | "\n" = "";

  constructor(connection: Connection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Every line is a TEXT of its own, since each begins with its level. */
  readonly tell = (level: TellLevel, text: string): void => {
    for (const line of linesOf(text)) {
      this.#log[level === "warning" ? "warn" : level](line);
      if (level !== "debug") this.#connection.send({ kind: "text", text: levelPrefix[level] + line + this.lineEnd });
    }
  };

  /** Says why the session ends. */
  fail(error: unknown): void {
    if (expected.some((kind) => error instanceof kind)) {
      this.tell("error", (error as Error).message);
      if (error instanceof StepError)
        this.#log[isExplained(error.cause) ? "debug" : "error"]({ err: error.cause }, "the step's own error");
    } else if (isNetworkError(error)) {
      this.#log.warn({ err: error }, "the client vanished");
    } else {
      this.#log.error({ err: error }, "internal error");
      this.tell("error", `internal error of the server: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Whether an error says what was wrong to whoever gets it: those do that have a code of ours. Others are mistakes of a gadget's code. */
function isExplained(cause: unknown): boolean {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" && /^[a-z]+(-[a-z]+)*$/.test(code);
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
