import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "pino";
import type { ProcessLimits } from "./process-watch.ts";

/** How long to wait before a process that did not come up is tried again. */
const RESPAWN_PAUSE_MS = 1000;

/** Of V8's young generation, in MB: the default of 16 costs 30 MB of every waiting process, and makes none faster. */
const YOUNG_GENERATION = "--max-semi-space-size=4";

export interface SparesOptions {
  /** Module that serves one session: it sends `ready`, receives a socket, and exits with 0 when the session is over. */
  readonly sessionModule: URL;
  /** Given to the module as its arguments, followed by `urgent` where a client waits for it already, else by `spare`. */
  readonly sessionArguments: readonly string[];
  /** Processes that are kept warm. */
  readonly spares: number;
  readonly limits: ProcessLimits;
  readonly log: Logger;
}

interface Spare {
  child?: ChildProcess;
  ready: boolean;
}

/** Processes that are started and warmed up before their clients come. */
export class Spares {
  readonly #options: SparesOptions;
  readonly #onReady: () => void;
  readonly #all = new Set<Spare>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param onReady called whenever a process is warm: {@link take} has one then */
  constructor(options: SparesOptions, onReady: () => void) {
    this.#options = options;
    this.#onReady = onReady;
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

  /** Starts processes for clients that wait for them, at once, but not more than are kept warm otherwise. */
  hurry(clients: number): void {
    clearTimeout(this.#timer);
    while (this.#starting < Math.min(clients, this.#options.spares)) if (!this.#start("urgent")) return;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { child } of this.#all) child?.kill("SIGKILL");
  }

  get #starting(): number {
    return [...this.#all].filter(({ ready }) => !ready).length;
  }

  /** @returns whether a process was started */
  #start(why: "spare" | "urgent"): boolean {
    if (this.#stopped) return false;
    const { sessionModule, sessionArguments, limits, log } = this.#options;
    const spare: Spare = { ready: false };
    this.#all.add(spare);
    // A process that can't be started says so by an error, thrown or emitted, and never exits.
    const lost = (reason: object) => {
      if (!this.#all.delete(spare) || this.#stopped) return;
      log.error(reason, "a waiting session process is lost; another is started");
      this.refillIn(RESPAWN_PAUSE_MS);
    };
    try {
      const child = fork(sessionModule, [...sessionArguments, why], {
        execArgv: [...process.execArgv, YOUNG_GENERATION, `--max-old-space-size=${limits.memoryMegabytes}`],
      });
      spare.child = child;
      child.once("message", () => {
        spare.ready = true;
        this.#onReady();
      });
      child.on("error", (err) => lost({ err }));
      child.once("exit", (code, signal) => lost({ code, signal }));
      return true;
    } catch (err) {
      lost({ err });
      return false;
    }
  }
}
