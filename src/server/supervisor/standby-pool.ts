import type { ChildProcess } from "node:child_process";
import { Backoff } from "./backoff.ts";
import { StandbyProcess, type StandbyProcessOptions, type StartReason } from "./standby-process.ts";

/** Pauses after a process that did not start: the first, and the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** After this many failures in a row, clients are no longer kept waiting. */
const FAILURES_IN_A_ROW = 3;

export interface StandbyPoolOptions extends StandbyProcessOptions {
  /** Number of processes that are kept ready. */
  readonly standby: number;
}

export interface StandbyPoolEvents {
  /** A process is ready, which {@link StandbyPool.take} returns, or a process may be started again. */
  onChange(): void;
  /** Several processes in a row did not start. @param reason of the last */
  onFailure(reason: string): void;
}

/** Processes that are started and warmed up before their clients connect. */
export class StandbyPool {
  readonly #options: StandbyPoolOptions;
  readonly #events: StandbyPoolEvents;
  readonly #processes = new Set<StandbyProcess>();
  readonly #backoff = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  #refillTimer: NodeJS.Timeout | undefined;
  /** Runs during a pause, in which no process is started. */
  #pauseTimer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Whether any process has ever been ready. */
  #hasStarted = false;

  constructor(options: StandbyPoolOptions, events: StandbyPoolEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** A process that is ready; it no longer belongs to the pool. */
  take(): ChildProcess | undefined {
    for (const process of this.#processes) {
      if (!process.isReady) continue;
      this.#processes.delete(process);
      return process.child;
    }
    return undefined;
  }

  /** Starts what is missing, one process after the other: each takes a core while it warms up. */
  refill(): void {
    clearTimeout(this.#refillTimer);
    if (this.#processes.size < this.#options.standby && this.#starting === 0) this.#start("standby");
  }

  /** Does the same after a while. */
  refillIn(ms: number): void {
    clearTimeout(this.#refillTimer);
    this.#refillTimer = setTimeout(() => this.refill(), ms).unref();
  }

  /**
   * Starts processes for queued clients, all at the same time, but no more than are otherwise kept ready. After a
   * failure it starts one, and not before the first pause is over: a client should not be rejected for a problem that
   * is already fixed.
   */
  startFor(clients: number): void {
    clearTimeout(this.#refillTimer);
    if (this.#isPausing) this.#pause(this.#backoff.urgentWait(performance.now()));
    const count = this.#backoff.failures > 0 ? 1 : Math.min(clients, this.#options.standby);
    while (this.#starting < count && this.#start("urgent"));
  }

  /** Why there can be no process now; `undefined` if there can. */
  get blocker(): string | undefined {
    if (this.#backoff.failures >= FAILURES_IN_A_ROW) return "no process for a session starts";
    return this.#hasStarted ? undefined : "the first process for a session has not started yet";
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#refillTimer);
    clearTimeout(this.#pauseTimer);
    for (const { child } of this.#processes) child?.kill("SIGKILL");
  }

  get #starting(): number {
    return [...this.#processes].filter(({ isReady }) => !isReady).length;
  }

  /** @returns whether a process was started */
  #start(reason: StartReason): boolean {
    if (this.#stopped || this.#isPausing) return false;
    const process = new StandbyProcess(this.#options, reason);
    this.#processes.add(process);
    void process.ready.then(() => {
      this.#backoff.succeeded();
      this.#hasStarted = true;
      this.#events.onChange();
    });
    void process.exited.then((why) => {
      if (this.#processes.delete(process) && !this.#stopped) this.#failed(why);
    });
    return true;
  }

  #failed(reason: string): void {
    const { log } = this.#options;
    if (this.#isPausing) {
      log.error({ reason }, "standby session process exited");
      return; // several were started at the same time, and count as one failure
    }
    const pauseMs = this.#backoff.failed(performance.now());
    const { failures } = this.#backoff;
    const details = { reason, failures, pauseSeconds: pauseMs / 1000 };
    log.error(details, "standby session process exited; restarting after a pause");
    this.#pause(pauseMs);
    if (failures >= FAILURES_IN_A_ROW) this.#events.onFailure(reason);
  }

  get #isPausing(): boolean {
    return this.#pauseTimer !== undefined;
  }

  /** Starts a pause, or changes its end. */
  #pause(ms: number): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => {
      this.#pauseTimer = undefined;
      this.#events.onChange();
    }, ms).unref();
  }
}
