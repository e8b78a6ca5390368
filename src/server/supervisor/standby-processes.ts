import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "pino";
import type { ProcessLimits } from "./process-watch.ts";
import { passOnOutput } from "./unexpected-output.ts";

/** How long to wait before another process is tried where one did not come up; twice as long after each, up to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** So many failures in a row are no accident. */
const FAILURES_IN_A_ROW = 3;

/** A process that takes so long to come up hangs. It takes a second, and more where others have the machine. */
const START_LIMIT_MS = 120_000;

/** Of V8's young generation, in MB: the default of 16 costs 30 MB of every waiting process, and makes none faster. */
const YOUNG_GENERATION = "--max-semi-space-size=4";

/**
 * Where a session's process finds our standard output, to log to. It is not its own, because whoever starts a process makes it
 * block on that; they share it, and so would we: for ever, where it is a pipe that nobody reads.
 */
export const logDescriptor = 4;

export interface SparesOptions {
  /**
   * Module that serves one session: it sends `ready`, receives a socket, and exits with 0 when the session is over. It may
   * log to {@link logDescriptor}.
   */
  readonly sessionModule: URL;
  /** Given to the module as its arguments, followed by `urgent` where a client waits for it already, else by `spare`. */
  readonly sessionArguments: readonly string[];
  /** Processes that are kept warm. */
  readonly spares: number;
  /** Milliseconds in which a process must be ready; without it, two minutes. */
  readonly startLimitMs?: number;
  readonly limits: ProcessLimits;
  readonly log: Logger;
}

export interface SparesEvents {
  /** A process is warm, which {@link Spares.take} has then, or one may be tried again. */
  onChange(): void;
  /** Several processes in a row did not come up, and now another. @param reason of the last */
  onFailure(reason: string): void;
}

interface Spare {
  child?: ChildProcess;
  ready: boolean;
}

/** Processes that are started and warmed up before their clients come. */
export class Spares {
  readonly #options: SparesOptions;
  readonly #events: SparesEvents;
  readonly #all = new Set<Spare>();
  #timer: NodeJS.Timeout | undefined;
  /** Runs while no process is started because the last did not come up. */
  #retry: NodeJS.Timeout | undefined;
  /** In a row. */
  #failures = 0;
  #failedAt = 0;
  #stopped = false;
  /** Whether any process ever did. */
  #cameUp = false;

  constructor(options: SparesOptions, events: SparesEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** A warm process, which is no spare any more. */
  take(): ChildProcess | undefined {
    for (const spare of this.#all) {
      if (!spare.ready) continue;
      this.#all.delete(spare);
      return spare.child;
    }
    return undefined;
  }

  /** Starts what is missing, one process after the other: each takes a core while it warms up. */
  refill(): void {
    clearTimeout(this.#timer);
    if (this.#all.size < this.#options.spares && this.#starting === 0) this.#start("spare");
  }

  /** The same, in a while. */
  refillIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refill(), ms).unref();
  }

  /**
   * Starts processes for clients that wait for them, at once, but not more than are kept warm otherwise. Where the last did
   * not come up, it is one, and not sooner than after the first pause: nobody should be sent away for what is mended by now.
   */
  hurry(clients: number): void {
    clearTimeout(this.#timer);
    if (this.#retry !== undefined) this.#retryIn(this.#failedAt + FIRST_PAUSE_MS - performance.now());
    const most = this.#failures > 0 ? 1 : Math.min(clients, this.#options.spares);
    while (this.#starting < most) if (!this.#start("urgent")) return;
  }

  /** Why no process can be had, where none can. */
  get hindrance(): string | undefined {
    if (this.#failures >= FAILURES_IN_A_ROW) return "no process for a session comes up";
    return this.#cameUp ? undefined : "the first process for a session has not come up yet";
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    for (const { child } of this.#all) child?.kill("SIGKILL");
  }

  get #starting(): number {
    return [...this.#all].filter(({ ready }) => !ready).length;
  }

  /** @returns whether a process was started */
  #start(why: "spare" | "urgent"): boolean {
    if (this.#stopped || this.#retry !== undefined) return false;
    const { sessionModule, sessionArguments, limits, startLimitMs = START_LIMIT_MS, log } = this.#options;
    const spare: Spare = { ready: false };
    this.#all.add(spare);
    let late: NodeJS.Timeout | undefined;
    // A process that can't be started says so by an error, thrown or emitted, and never exits.
    const lost = (reason: string) => {
      clearTimeout(late);
      if (this.#all.delete(spare) && !this.#stopped) this.#failed(reason);
    };
    try {
      const child = fork(sessionModule, [...sessionArguments, why], {
        stdio: ["ignore", "pipe", "pipe", "ipc", 1, "pipe"],
        execArgv: [...process.execArgv, YOUNG_GENERATION, `--max-old-space-size=${limits.memoryMegabytes}`],
      });
      spare.child = child;
      passOnOutput(child, log);
      child.once("message", () => {
        clearTimeout(late);
        spare.ready = true;
        this.#failures = 0;
        this.#cameUp = true;
        this.#events.onChange();
      });
      late = setTimeout(() => {
        lost(`it was not ready after ${startLimitMs / 1000} s`);
        child.kill("SIGKILL");
      }, startLimitMs).unref();
      child.on("error", ({ message }) => lost(message));
      child.once("exit", (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        lost(`it ended with ${how} ${spare.ready ? "while it waited" : "before it was ready"}`);
      });
      return true;
    } catch (error) {
      lost((error as Error).message);
      return false;
    }
  }

  #failed(reason: string): void {
    const { log } = this.#options;
    if (this.#retry !== undefined) {
      log.error({ reason }, "a session process that was to wait is lost");
      return; // one of several that were started at once, and failed as one
    }
    this.#failures += 1;
    this.#failedAt = performance.now();
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    const facts = { reason, failures: this.#failures, pauseSeconds: pauseMs / 1000 };
    log.error(facts, "a session process that was to wait is lost; another is started after a pause");
    this.#retryIn(pauseMs);
    if (this.#failures >= FAILURES_IN_A_ROW) this.#events.onFailure(reason);
  }

  /** Ends the pause then. */
  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#events.onChange();
    }, ms).unref();
  }
}
