import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { gathered, StepError, sharedCell, thrownError, Whereabouts } from "../../chain/index.ts";
import { codeOf } from "../../errors/index.ts";
import type { LastWords } from "../../server/index.ts";
import type { SessionGuard } from "../../session/index.ts";
import { entry } from "../entry.ts";

/** How often our thread of events shows that it turns. */
const TURN_MS = 100;

export interface ProcessGuardOptions {
  /** How long a step may work without a pause; 0: for ever. */
  readonly hangSeconds: number;
  /** Descriptor by which the supervisor is told. */
  readonly lastWords: number;
}

/** What the thread that watches is given; both arrays are shared. */
export interface WatchedProcess extends ProcessGuardOptions {
  /** Number of the step that runs. */
  readonly cell: Int32Array;
  /** Grows while the process turns. */
  readonly turns: Int32Array;
}

/**
 * Watches over this process while it serves a session. What is thrown where nobody catches it becomes the error of the session.
 * Where there are gadgets that are not ours, a thread tells the supervisor which step is at work, and ends the process if it is stuck
 * for too long: where this thread is stuck, or the process dies, nobody else can.
 */
export class ProcessGuard implements SessionGuard {
  readonly #options: ProcessGuardOptions;
  readonly #log: Logger;
  readonly #cell = sharedCell();
  #whereabouts: Whereabouts | undefined;
  #thread: Worker | undefined;
  #turns: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: ProcessGuardOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  begin(tell: (fault: Error) => void): void {
    const take = (thrown: unknown) => {
      const cause = thrownError(gathered(thrown));
      this.#log.error({ err: cause, code: codeOf(cause) }, "thrown where nobody catches it");
      if (this.#ended) return;
      tell(cause instanceof StepError ? cause : (this.#whereabouts?.current?.failure(cause) ?? cause));
    };
    process.on("uncaughtException", take);
    process.on("unhandledRejection", take);
    process.on("exit", (code) => {
      if (this.#ended) return;
      const step = this.#whereabouts?.current?.name;
      if (code === 0) process.exitCode = 1; // no session ends so
      if (step === undefined) return;
      const reason = `${step}: it ended the process of the session, with exit code ${code}`;
      const words: LastWords = { refusal: { code: "server/process-died", reason } };
      try {
        writeSync(this.#options.lastWords, `${JSON.stringify(words)}\n`);
      } catch {
        // The supervisor has gone, and with it whoever could tell the client.
      }
    });
  }

  /** Looks from another thread whether this one is stuck: before gadgets are loaded that are not ours. */
  startThread(): void {
    const turns = sharedCell();
    this.#turns = setInterval(() => {
      turns[0]! += 1;
    }, TURN_MS).unref();
    const workerData: WatchedProcess = { ...this.#options, cell: this.#cell, turns };
    this.#thread = new Worker(entry("guard-thread"), { workerData });
    this.#thread.unref();
  }

  watch(): Whereabouts {
    if (this.#thread === undefined) this.startThread();
    this.#whereabouts = new Whereabouts((name) => this.#thread?.postMessage(name), this.#cell);
    return this.#whereabouts;
  }

  end(): void {
    this.#ended = true;
    this.#whereabouts?.close();
    clearInterval(this.#turns);
    void this.#thread?.terminate();
  }
}
