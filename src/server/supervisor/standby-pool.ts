import { availableParallelism } from "node:os";
import { Backoff } from "./backoff.ts";
import { Demand } from "./demand.ts";
import { SessionProcess, type SessionProcessOptions } from "./session-process.ts";

/** Pauses after a process that did not start: the first, and the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** After this many failures in a row, clients are no longer kept waiting. */
const FAILURES_IN_A_ROW = 3;

/** How many processes are kept for as many clients as there were at the same time, if no more are asked for. */
const MOST_FOR_DEMAND = 8;

/** How often processes that are no longer needed are ended. */
const TRIM_MS = 30_000;

/**
 * How long clients wait for a process that serves another one: its session may be about to end. A short session takes 40
 * ms in a warm process; starting a process takes as long as several of them, and takes the time from them. So clients
 * wait longer while each core has a process.
 */
const PATIENCE_MS = { whileCoresAreFree: 80, otherwise: 200 } as const;

export interface StandbyPoolOptions extends SessionProcessOptions {
  /** Number of processes that are always kept ready. */
  readonly standby: number;
  /** Maximum number of sessions that run at the same time. */
  readonly maxSessions: number;
}

export interface StandbyPoolEvents {
  /** A process is ready, which {@link StandbyPool.take} returns, or a process may be started again. */
  onChange(): void;
  /** Several processes in a row did not start. @param reason of the last */
  onFailure(reason: string): void;
}

/**
 * Processes that wait for clients. Some are started in advance, and those that have served clients wait for the next
 * ones. How many are kept follows the number of clients in the last minutes.
 */
export class StandbyPool {
  readonly #options: StandbyPoolOptions;
  readonly #events: StandbyPoolEvents;
  /** Those that have waited longest first. */
  readonly #processes = new Set<SessionProcess>();
  /** Number of processes that were taken and have neither ended nor returned. */
  #taken = 0;
  readonly #demand = new Demand();
  readonly #unusedDemand = new Demand();
  readonly #backoff = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  #refillTimer: NodeJS.Timeout | undefined;
  #patienceTimer: NodeJS.Timeout | undefined;
  #trimTimer: NodeJS.Timeout | undefined;
  /** Runs during a pause, in which no process is started. */
  #pauseTimer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Whether any process has ever been ready. */
  #hasStarted = false;

  constructor(options: StandbyPoolOptions, events: StandbyPoolEvents) {
    this.#options = options;
    this.#events = events;
  }

  /**
   * The process that can serve a client soonest; it no longer belongs to the pool.
   * @param options.unused it must not have served anybody
   */
  take({ unused = false } = {}): SessionProcess | undefined {
    const ready = [...this.#processes].filter(({ isReady, clients }) => isReady && (clients === 0 || !unused));
    // The one that has served last: the others may be ended. A new one is kept for a client that needs it.
    const process = ready.findLast(({ clients }) => clients > 0) ?? ready.find(({ isWarm }) => isWarm) ?? ready.at(0);
    if (process === undefined) return undefined;
    this.#processes.delete(process);
    this.#taken += 1;
    clearTimeout(this.#patienceTimer);
    this.#patienceTimer = undefined;
    return process;
  }

  /**
   * A process that was taken can serve another client.
   * @param options.refused it could not serve its last one, who needs a process that has served nobody
   */
  returns(process: SessionProcess, { refused = false } = {}): void {
    this.#taken -= 1;
    if (refused) this.#unusedDemand.record(1, performance.now());
    if (this.#stopped) {
      process.child?.kill("SIGKILL");
      return;
    }
    this.#processes.add(process);
    this.#events.onChange();
    this.#trim();
    this.#trimTimer ??= setInterval(() => this.#trim(), TRIM_MS).unref();
  }

  /** A process that was taken has ended. */
  lost(): void {
    this.#taken -= 1;
  }

  /** Records how many clients there are, running or waiting. */
  record(clients: number): void {
    this.#demand.record(clients, performance.now());
  }

  /** Starts what is missing, one process after the other: each takes a core while it warms up. */
  refill(): void {
    clearTimeout(this.#refillTimer);
    const unused = [...this.#processes].filter(({ clients }) => clients === 0);
    if (unused.some(({ isWarm }) => !isWarm)) return;
    if (this.#processes.size < this.#wanted || unused.length < this.#wantedUnused) this.#start();
  }

  /** Does the same after a while. */
  refillIn(ms: number): void {
    clearTimeout(this.#refillTimer);
    this.#refillTimer = setTimeout(() => this.refill(), ms).unref();
  }

  /**
   * Starts processes for queued clients, unless others become free in a moment. After a failure it starts one, and not
   * before the first pause is over: a client should not be rejected for a problem that is already fixed.
   * @param options.unused they need processes that have served nobody: none becomes free
   */
  startFor(clients: number, { unused = false } = {}): void {
    clearTimeout(this.#refillTimer);
    if (this.#isPausing) this.#pause(this.#backoff.urgentWait(performance.now()));
    const count = Math.min(clients, availableParallelism());
    if (unused || this.#taken === 0) this.#startUpTo(count);
    if (this.#starting >= count) return;
    const areCoresFree = this.#taken < availableParallelism();
    this.#patienceTimer ??= setTimeout(
      () => {
        this.#patienceTimer = undefined;
        this.#startUpTo(count);
      },
      areCoresFree ? PATIENCE_MS.whileCoresAreFree : PATIENCE_MS.otherwise,
    ).unref();
  }

  /** Why there can be no process now; `undefined` if there can. */
  get blocker(): string | undefined {
    if (this.#backoff.failures >= FAILURES_IN_A_ROW) return "no process for a session starts";
    return this.#hasStarted ? undefined : "the first process for a session has not started yet";
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#refillTimer, this.#patienceTimer, this.#trimTimer, this.#pauseTimer])
      clearTimeout(timer);
    for (const { child } of this.#processes) child?.kill("SIGKILL");
  }

  get #starting(): number {
    return [...this.#processes].filter(({ isReady }) => !isReady).length;
  }

  /** Number of processes that should wait, of those that have served as well as new ones. */
  get #wanted(): number {
    const { standby, maxSessions } = this.#options;
    const together = Math.min(this.#demand.peak(performance.now()), maxSessions, MOST_FOR_DEMAND);
    return Math.max(standby, together - this.#taken);
  }

  /** Number of processes among them that should have served nobody. */
  get #wantedUnused(): number {
    return Math.min(this.#unusedDemand.peak(performance.now()), this.#options.standby);
  }

  /**
   * Ends processes that were not needed for minutes. Those that have served no client stay: they can serve any. So does
   * the one that has served last, since it serves the next client faster than a new one.
   */
  #trim(): void {
    const used = [...this.#processes].filter(({ clients }) => clients > 0);
    const kept = this.#demand.peak(performance.now()) > 0 ? 1 : 0;
    const surplus = Math.min(this.#processes.size - this.#wanted - this.#wantedUnused, used.length - kept);
    for (const process of used.slice(0, Math.max(0, surplus))) {
      this.#processes.delete(process);
      process.retire();
    }
  }

  #startUpTo(count: number): void {
    const limit = this.#backoff.failures > 0 ? 1 : count;
    while (this.#starting < limit && this.#start());
  }

  /** @returns whether a process was started */
  #start(): boolean {
    if (this.#stopped || this.#isPausing) return false;
    const process = new SessionProcess(this.#options);
    this.#processes.add(process);
    void process.ready.then(() => {
      this.#backoff.succeeded();
      this.#hasStarted = true;
      this.#events.onChange();
    });
    void process.warm.then(() => {
      if (this.#processes.has(process)) this.#events.onChange();
    });
    void process.exited.then((why) => {
      if (this.#processes.delete(process) && !this.#stopped) this.#exited(process, why);
    });
    return true;
  }

  /** A process that waited for a client has exited. */
  #exited({ clients }: SessionProcess, reason: string): void {
    if (clients === 0) this.#failed(reason);
    else {
      this.#options.log.error({ reason, clients }, "session process exited after it had served");
      this.#events.onChange();
    }
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
