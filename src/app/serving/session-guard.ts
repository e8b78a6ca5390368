import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { withAuthorStack } from "../../chain/index.ts";
import { CurrentStep, failureOf, onUncaught, sharedCell } from "../../chain/observe/index.ts";
import { isDebugged } from "../../debugging/index.ts";
import { codeOf } from "../../errors/index.ts";
import type { ExitReport } from "../../server/index.ts";
import type { SessionGuard } from "../../session/index.ts";
import { entry } from "../entry.ts";

/** How often the event loop shows that it is running. */
const TURN_MS = 100;

export interface ProcessGuardOptions {
  /** How long a step may work without a pause; 0: no limit. */
  readonly hangSeconds: number;
  /** Descriptor of the report to the supervisor. */
  readonly exitReport: number;
}

/** Given to the thread that watches this process; both arrays are shared. */
export interface WatchedProcess {
  readonly hangSeconds: number;
  /** Descriptor of the report to the supervisor; without it, texts go to standard error. */
  readonly exitReport: number | undefined;
  /** Number of the running step. */
  readonly cell: Int32Array;
  /** Grows while the event loop is running. */
  readonly turns: Int32Array;
}

/**
 * Guards this process while it serves a session. An uncaught exception becomes the error of the session. If there are
 * third-party gadgets, a thread reports the running step to the supervisor and ends the process if it is stuck for too
 * long: if the main thread is stuck or the process dies, the main thread can't do that itself.
 */
export class ProcessGuard implements SessionGuard {
  readonly #options: ProcessGuardOptions;
  readonly #log: Logger;
  readonly #cell = sharedCell();
  #whereabouts: CurrentStep | undefined;
  #thread: Worker | undefined;
  #turns: NodeJS.Timeout | undefined;
  #ended = false;
  #removeListeners = () => {};
  /** Whether there was an uncaught exception. */
  hasCaught = false;

  constructor(options: ProcessGuardOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  begin(report: (error: Error) => void, redactError: (error: unknown) => unknown): void {
    const ignoreUncaught = onUncaught((cause) => {
      this.hasCaught = true;
      this.#log.error({ err: redactError(withAuthorStack(cause)), code: codeOf(cause) }, "uncaught exception");
      if (!this.#ended) report(failureOf(cause, this.#whereabouts));
    });
    const exiting = (code: number) => {
      if (this.#ended) return;
      const step = this.#whereabouts?.current?.name;
      if (code === 0) process.exitCode = 1; // a session never ends this way
      if (step === undefined) return;
      const reason = `${step}: it ended the process of the session, with exit code ${code}`;
      const exitReport: ExitReport = { refusal: { code: "server/process-died", reason } };
      try {
        writeSync(this.#options.exitReport, `${JSON.stringify(exitReport)}\n`);
      } catch {
        // The supervisor has ended: the client does not learn of it.
      }
    };
    process.on("exit", exiting);
    this.#removeListeners = () => {
      ignoreUncaught();
      process.off("exit", exiting);
    };
  }

  /** Starts the thread that notices if this one is stuck. Call it before third-party gadgets are loaded. */
  startThread(): void {
    const turns = sharedCell();
    this.#turns = setInterval(() => {
      turns[0]! += 1;
    }, TURN_MS).unref();
    // At a breakpoint, a process is not stuck.
    const hangSeconds = isDebugged() ? 0 : this.#options.hangSeconds;
    const workerData: WatchedProcess = { ...this.#options, hangSeconds, cell: this.#cell, turns };
    this.#thread = new Worker(entry("guard-thread"), { workerData });
    // A session goes on if it can't be watched.
    this.#thread.on("error", ({ message }) => this.#log.warn(`the session is not watched: ${message}`));
    this.#thread.unref();
  }

  watch(): CurrentStep {
    if (this.#thread === undefined) this.startThread();
    this.#whereabouts = new CurrentStep((name) => this.#thread?.postMessage(name), this.#cell);
    return this.#whereabouts;
  }

  end(): void {
    this.#ended = true;
    this.#whereabouts?.close();
    clearInterval(this.#turns);
    void this.#thread?.terminate();
  }

  /** After {@link end}, when nothing of the session can go wrong any more: removes all that was added to the process. */
  async remove(): Promise<void> {
    await this.#thread?.terminate();
    this.#removeListeners();
  }
}
