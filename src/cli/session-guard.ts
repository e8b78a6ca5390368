import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { Whereabouts } from "../chain/index.ts";
import type { LastWords } from "../server/index.ts";
import type { SessionGuard } from "../session/index.ts";

/** How often our thread of events shows that it turns. */
const TURN_MS = 100;

/** How long a session may take to tell its client of a fault, before its process ends all the same. */
const LAST_MS = 10_000;

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
 * While gadgets that are not ours run, a thread tells the supervisor which step is at work, and ends the process if one is for too
 * long: where this thread is stuck, or the process dies, nobody else can.
 */
export class ProcessGuard implements SessionGuard {
  readonly #options: ProcessGuardOptions;
  readonly #log: Logger;
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
      const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#log.error({ err: cause }, "thrown where nobody catches it");
      if (this.#ended) return;
      tell(this.#whereabouts?.current?.failure(cause) ?? cause);
      setTimeout(() => process.exit(1), LAST_MS).unref();
    };
    process.on("uncaughtException", take);
    process.on("unhandledRejection", take);
    process.on("exit", (code) => {
      if (this.#ended) return;
      const step = this.#whereabouts?.current?.name;
      if (code === 0) process.exitCode = 1; // no session ends so
      if (step === undefined) return;
      const words: LastWords = { reason: `${step}: it ended the process of the session, with exit code ${code}` };
      try {
        writeSync(this.#options.lastWords, `${JSON.stringify(words)}\n`);
      } catch {
        // The supervisor has gone, and with it whoever could tell the client.
      }
    });
  }

  watch(): Whereabouts {
    const whereabouts = new Whereabouts((name) => this.#thread?.postMessage(name));
    this.#whereabouts = whereabouts;
    const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.#turns = setInterval(() => {
      turns[0]! += 1;
    }, TURN_MS).unref();
    const { cell } = whereabouts;
    const workerData: WatchedProcess = { ...this.#options, cell, turns };
    this.#thread = new Worker(new URL("./guard-thread.js", import.meta.url), { workerData });
    this.#thread.unref();
    return whereabouts;
  }

  end(): void {
    this.#ended = true;
    clearInterval(this.#turns);
    void this.#thread?.terminate();
  }
}
