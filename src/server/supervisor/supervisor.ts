import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { withResolvers } from "../../async/index.ts";
import { printable } from "../../text/index.ts";
import { AccessControl } from "../access/access-control.ts";
import type { AllowList } from "../access/allow/index.ts";
import { Rejections } from "../access/rejections.ts";
import type { Refusal } from "../errors.ts";
import { Arrivals, type ArrivedClient } from "./arrivals.ts";
import { ClientWatch, KEEP_ALIVE_MS } from "./client-watch.ts";
import { ConnectionQueue, type DequeuedClient } from "./connection-queue.ts";
import { noObserver, type ServerObserver } from "./observer.ts";
import { type ProcessLimits, ProcessWatch } from "./process-watch.ts";
import { RunningSession, type SessionEnd } from "./running-session.ts";
import type { SessionProcess } from "./session-process.ts";
import { StandbyPool, type StandbyPoolOptions } from "./standby-pool.ts";

/**
 * How long after a connection the next standby process is started, unless a client is queued or no session is running.
 * Its warm-up takes a core for almost a second, which the session that has just started can use.
 */
const REFILL_DELAY_MS = 3000;

/** For how long a session that ends may seem to run at the same time as the next one. */
const OVERLAP_MS = 100;

/**
 * Sockets are not read here by default. A client whose computer or network has failed sends nothing, so the system asks
 * for a sign of life after a while, in the session too.
 */
const serverOptions = {
  pauseOnConnect: true,
  allowHalfOpen: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEP_ALIVE_MS,
} as const;

const DISCONNECTED: Refusal = {
  code: "server/client-disconnected",
  reason: "the client disconnected, and the session did not end when requested",
};
const SHUTTING_DOWN: Refusal = { code: "server/shutting-down", reason: "the server is shutting down" };

export interface SupervisorOptions extends StandbyPoolOptions {
  readonly host: string;
  readonly port: number;
  /** Clients that may connect; if missing, all. */
  readonly allow?: AllowList | undefined;
  /** Time for a client to send its config; 0: no limit. */
  readonly configSeconds: number;
  readonly limits: ProcessLimits;
  readonly observer?: ServerObserver | undefined;
}

/** The state of a server. */
export interface ServerStatus {
  /** Why it can serve no clients now; `undefined` if it can. */
  readonly blocker: string | undefined;
  readonly running: number;
  readonly waiting: number;
  readonly maxSessions: number;
}

/** How the process of a session died. */
type ProcessDeath = Extract<SessionEnd, { readonly how: "died" }>;

/**
 * Listens, and gives each connection to a process that serves no other at the same time, so that a crash or an endless
 * loop affects one session only. Processes wait on standby, because starting one takes longer than a client should
 * wait, and may serve several clients, one after the other.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #running = new Set<RunningSession>();
  readonly #arrivals: Arrivals;
  readonly #queue: ConnectionQueue;
  /** Clients that need a process which has served nobody. */
  readonly #returned: ConnectionQueue;
  readonly #rejections: Rejections;
  readonly #observer: ServerObserver;
  #isWatched: (session: number) => boolean = () => false;
  readonly #accessControl: AccessControl;
  readonly #standby: StandbyPool;
  readonly #watch: ProcessWatch;
  readonly #clientWatch = new ClientWatch((child) => this.#watch.kill(child, DISCONNECTED));
  #sessions = 0;
  #stopping = false;
  /** Resolves when no session is running and no client is queued; checked while the server stops. */
  readonly #idle = withResolvers();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#observer = options.observer ?? noObserver;
    this.#rejections = new Rejections(this.#observer);
    this.#watch = new ProcessWatch(options.limits);
    this.#queue = new ConnectionQueue(options.log);
    this.#returned = new ConnectionQueue(options.log);
    this.#accessControl = new AccessControl(options.allow, this.#rejections, options.log);
    this.#standby = new StandbyPool(options, {
      onChange: () => this.#handOver(),
      onFailure: (reason) => this.#rejectQueued(reason),
    });
    this.#arrivals = new Arrivals(options.configSeconds, options.log, {
      onArrived: (client) => this.#enqueue(client),
      onLate: (socket, refusal) => this.#rejections.reject(socket, refusal),
      onLeft: () => this.#checkIdle(),
    });
    this.#server = createServer(serverOptions, (socket) => this.#accept(socket));
  }

  /**
   * Starts to listen; resolves with the port, which the system chooses if the option is 0.
   * @throws Error with code EADDRINUSE or EACCES if the address can't be used
   */
  async start(): Promise<number> {
    this.#server.listen(this.#options.port, this.#options.host);
    await once(this.#server, "listening");
    this.#standby.refillIn(0); // a client that waits for the port need not wait until a process is started too
    return (this.#server.address() as AddressInfo).port;
  }

  get status(): ServerStatus {
    return {
      blocker: this.#stopping ? "it is shutting down" : this.#standby.blocker,
      running: this.#running.size,
      waiting: this.#waiting,
      maxSessions: this.#options.maxSessions,
    };
  }

  /**
   * Accepts no more connections. Running sessions go on, and clients that have connected are served, for `graceMs` at
   * most. Then the rest of the sessions end, and the rest of the clients are rejected.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#server.close();
    if (this.#isBusy) {
      const [sessions, waiting] = [this.#running.size, this.#waiting];
      this.#log.info({ sessions, waiting, graceMs }, "waiting for running sessions");
      const timer = setTimeout(() => this.kill(), graceMs);
      await this.#idle.promise;
      clearTimeout(timer);
    }
    this.#standby.stop();
    await this.#rejections.finished();
  }

  /** Ends all running sessions immediately and rejects all queued clients, all with the reason. */
  kill(): void {
    const waiting = [...this.#returned.clear(), ...this.#queue.clear(), ...this.#arrivals.clear()];
    for (const socket of waiting) this.#rejections.reject(socket, SHUTTING_DOWN);
    for (const { child } of this.#running) child.kill("SIGKILL");
    this.#checkIdle();
  }

  get #isBusy(): boolean {
    return this.#running.size > 0 || this.#waiting > 0 || this.#arrivals.count > 0;
  }

  /** A stop may be waiting for the last session or the last queued client. */
  #checkIdle(): void {
    if (this.#stopping && !this.#isBusy) this.#idle.resolve();
  }

  #accept(socket: Socket): void {
    socket.on("error", () => {}); // a "close" event follows
    if (this.#accessControl.admits(socket)) this.#arrivals.add(socket);
  }

  #enqueue(client: ArrivedClient): void {
    const before = this.#waiting;
    this.#queue.add(client);
    client.socket.once("close", () => this.#checkIdle());
    if (before >= this.#freeSlots) {
      const counts = { before, sessions: this.#running.size };
      this.#log.info(
        { peer: client.socket.remoteAddress, ...counts },
        "client queued: the maximum number of sessions is running",
      );
    }
    this.#handOver();
  }

  /**
   * Sets which sessions browsers watch.
   * @param isWatched of running sessions now, and of each that starts
   */
  watch(isWatched: (session: number) => boolean): void {
    this.#isWatched = isWatched;
    for (const running of this.#running) running.isWatched = isWatched(running.session);
  }

  /** Gives processes to the queued clients, and starts the next processes. */
  #handOver(): void {
    setTimeout(() => this.#standby.record(this.#running.size + this.#waiting), OVERLAP_MS).unref();
    const startedUnused = this.#serve(this.#returned, { unused: true });
    const started = this.#serve(this.#queue, { unused: false });
    if (this.#servable > 0 || this.#stopping) return;
    if (startedUnused || started) this.#standby.refillIn(REFILL_DELAY_MS);
    else this.#standby.refill();
  }

  /** @returns whether a session has started */
  #serve(queue: ConnectionQueue, options: { readonly unused: boolean }): boolean {
    let hasStarted = false;
    const servable = () => Math.min(queue.length, this.#freeSlots);
    while (servable() > 0) {
      const process = this.#standby.take(options);
      if (process === undefined) break;
      this.#startSession(process, queue.next()!);
      hasStarted = true;
    }
    if (servable() > 0) this.#standby.startFor(servable(), options);
    return hasStarted;
  }

  /** Number of sessions that may start in addition to those that are running. */
  get #freeSlots(): number {
    return this.#options.maxSessions - this.#running.size;
  }

  /** Number of queued clients that wait only for a process. */
  get #servable(): number {
    return Math.min(this.#waiting, this.#freeSlots);
  }

  /** Number of queued clients. */
  get #waiting(): number {
    return this.#queue.length + this.#returned.length;
  }

  /** Processes fail to start. Clients that wait for a session to end stay queued: its end may solve the problem. */
  #rejectQueued(reason: string): void {
    if (this.#servable === 0) return;
    const sockets = [...this.#returned.clear(), ...this.#queue.clear()];
    const code = "server/no-process";
    this.#log.error({ clients: sockets.length, code, reason }, "queued clients rejected: no process starts");
    const refusal: Refusal = { code, reason: `the server can't start a process for this session: ${reason}` };
    for (const socket of sockets) this.#rejections.reject(socket, refusal);
    this.#checkIdle();
  }

  #startSession(process: SessionProcess, client: DequeuedClient): void {
    if (client.session === undefined) this.#sessions += 1;
    const session = client.session ?? this.#sessions;
    const running = new RunningSession({
      session,
      process,
      client,
      watch: this.#watch,
      clientWatch: this.#clientWatch,
      reported: (report) => this.#observer.reported(session, report),
      live: (text) => this.#observer.live?.(session, text),
    });
    running.isWatched = this.#isWatched(session);
    this.#running.add(running);
    const { waitedSeconds, socket } = client;
    const started = { session, peer: socket.remoteAddress, waitedSeconds };
    const [pid, sessionOfProcess] = [process.child!.pid, process.clients];
    this.#log.info({ ...started, handedTo: pid, sessionOfProcess }, "connection accepted");
    this.#observer.started({ ...started, pid, sessionOfProcess });
    void running.ended.then((end) => this.#ended(running, end));
  }

  #ended(running: RunningSession, end: SessionEnd): void {
    const { session, process, client } = running;
    this.#running.delete(running);
    if (end.how === "returned") {
      this.#log.debug({ session }, "the session needs a process that has served nobody");
      this.#returned.add({ ...client, session, firstBytes: end.firstBytes });
    } else {
      running.onLastReport(() => this.#observer.ended(session, end.how === "died"));
      if (end.how === "died") this.#rejections.track(this.#rejectAfterDeath(running, end));
      else client.socket.destroy();
    }
    if (end.how === "died" || end.how === "exited") this.#standby.lost();
    else {
      this.#standby.returns(process, { refused: end.how === "returned" });
      this.#log.debug({ session, freed: process.child!.pid }, "the session's process can serve another one");
    }
    this.#checkIdle();
    if (this.#waiting > 0) this.#handOver();
    else if (this.#running.size === 0 && !this.#stopping) this.#standby.refill();
  }

  /** Sends the reason to the client of a process that died, which can't do that itself. */
  async #rejectAfterDeath(running: RunningSession, { exitCode, signal, report }: ProcessDeath): Promise<void> {
    const { session, child, client } = running;
    const seconds = Number(((performance.now() - running.startedAt) / 1000).toFixed(3));
    const { at, refusal: own } = await report;
    const observed = this.#watch.reason(child, exitCode, signal);
    const refusal = own ?? (typeof at !== "string" ? observed : { ...observed, reason: `${at}: ${observed.reason}` });
    const text = `session ${session} failed [${refusal.code}] after ${seconds.toFixed(1)} s: ${printable(refusal.reason)}`;
    this.#log.error({ outcome: "failed", session, exitCode, signal, seconds, ...refusal }, text);
    this.#rejections.reject(client.socket, this.#stopping ? SHUTTING_DOWN : refusal);
  }
}
