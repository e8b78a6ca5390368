import type { Logger } from "pino";
import { ChainError, NotAcceptedError, ParameterError, StepError, UnknownChainError } from "../chain/index.ts";
import type { TellLevel } from "../gadget/index.ts";
import { MrdError } from "../mrd/index.ts";
import type { Connection } from "../wire/index.ts";
import { ProtocolError } from "./errors.ts";

/** What a client, a chain or a gadget can do wrong, and explains itself; anything else is a mistake of ours. */
const expected = [
  ChainError,
  MrdError,
  NotAcceptedError,
  ParameterError,
  ProtocolError,
  StepError,
  SyntaxError,
  UnknownChainError,
];

/** The level, eight columns wide, as FIRE's clients and the scanner's log viewer expect it. */
const levelPrefix = { debug: "DEBUG   ", info: "INFO    ", warning: "WARNING ", error: "ERROR   " } as const;

/** What a session says: to its client as TEXT, and into the log. */
export class ClientVoice {
  readonly #connection: Connection;
  readonly #log: Logger;

  constructor(connection: Connection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Every line is a TEXT of its own, since each begins with its level. */
  readonly tell = (level: TellLevel, text: string): void => {
    for (const line of text.split("\n")) {
      this.#log[level === "warning" ? "warn" : level](line);
      if (level !== "debug") this.#connection.send({ kind: "text", text: levelPrefix[level] + line });
    }
  };

  /** Says why the session ends. */
  fail(error: unknown): void {
    if (expected.some((kind) => error instanceof kind)) {
      this.tell("error", (error as Error).message);
      if (error instanceof StepError) this.#log.debug({ err: error.cause }, "the step's own error");
    } else if (isNetworkError(error)) {
      this.#log.warn({ err: error }, "the client vanished");
    } else {
      this.#log.error({ err: error }, "internal error");
      this.tell("error", `internal error of the server: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function isNetworkError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
