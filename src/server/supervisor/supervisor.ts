import type { ChildProcess } from "node:child_process";
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
import { collectExitReport, EXIT_REPORT_DESCRIPTOR, type ExitReport } from "./exit-report.ts";
import { isReport, noObserver, type ServerObserver } from "./observer.ts";
import { type ProcessLimits, ProcessWatch } from "./process-watch.ts";
import { StandbyPool, type StandbyPoolOptions } from "./standby-pool.ts";

/**
 * How long after a connection the next standby process is started, unless a client is queued or no session is running.
 * Its warm-up takes a core for almost a second, which the session that has just started can use.
 */
const REFILL_DELAY_MS = 3000;

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
  /** Maximum number of sessions that run at the same time; further clients are queued. */
  readonly maxSessions: number;
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
interface ProcessDeath {
  readonly session: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Duration of the session. */
  readonly seconds: number;
}

/** What the supervisor sends along with a socket. */
export interface SessionHandover {
  readonly session: number;
  /** Descriptor for its {@link ExitReport}. */
  readonly exitReport: number;
  /** What was read from the socket, in base64. */
  readonly firstBytes: string;
}

/**
 * Listens, and gives each connection a process of its own, so that a crash or an endless loop affects one session only.
 * Some processes are kept on standby, because starting one takes longer than a client should wait.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #running = new Map<ChildProcess, Socket>();
  readonly #arrivals: Arrivals;
  readonly #queue: ConnectionQueue;
  readonly #rejections: Rejections;
  readonly #observer: ServerObserver;
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
      waiting: this.#queue.length,
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
      const [sessions, waiting] = [this.#running.size, this.#queue.length];
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
    const waiting = [...this.#queue.clear(), ...this.#arrivals.clear()];
    for (const socket of waiting) this.#rejections.reject(socket, SHUTTING_DOWN);
    for (const child of this.#running.keys()) child.kill("SIGKILL");
    this.#checkIdle();
  }

  get #isBusy(): boolean {
    return this.#running.size > 0 || this.#queue.length > 0 || this.#arrivals.count > 0;
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
    const before = this.#queue.length;
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

  /** Gives standby processes to the queued clients, and starts the next processes. */
  #handOver(): void {
    let hasStarted = false;
    while (this.#servable > 0) {
      const child = this.#standby.take();
      if (child === undefined) break;
      this.#startSession(child, this.#queue.next()!);
      hasStarted = true;
    }
    if (this.#servable > 0) this.#standby.startFor(this.#servable);
    else if (this.#stopping) return;
    else if (hasStarted) this.#standby.refillIn(REFILL_DELAY_MS);
    else this.#standby.refill();
  }

  /** Number of sessions that may start in addition to those that are running. */
  get #freeSlots(): number {
    return this.#options.maxSessions - this.#running.size;
  }

  /** Number of queued clients that wait only for a process. */
  get #servable(): number {
    return Math.min(this.#queue.length, this.#freeSlots);
  }

  /** Processes fail to start. Clients that wait for a session to end stay queued: its end may solve the problem. */
  #rejectQueued(reason: string): void {
    if (this.#servable === 0) return;
    const sockets = this.#queue.clear();
    const code = "server/no-process";
    this.#log.error({ clients: sockets.length, code, reason }, "queued clients rejected: no process starts");
    const refusal: Refusal = { code, reason: `the server can't start a process for this session: ${reason}` };
    for (const socket of sockets) this.#rejections.reject(socket, refusal);
    this.#checkIdle();
  }

  #startSession(child: ChildProcess, { socket, firstBytes, waitedSeconds }: DequeuedClient): void {
    this.#sessions += 1;
    const session = this.#sessions;
    this.#running.set(child, socket);
    const started = { session, peer: socket.remoteAddress, waitedSeconds };
    this.#log.info({ ...started, handedTo: child.pid }, "connection accepted");
    this.#observer.started(started);
    // The supervisor keeps the socket open without reading it: if the process dies, it can still send the reason.
    const handover = { session, exitReport: EXIT_REPORT_DESCRIPTOR, firstBytes: firstBytes.toString("base64") };
    child.send(handover satisfies SessionHandover, socket, { keepOpen: true });
    const startedAt = performance.now();
    this.#watch.watch(child);
    this.#clientWatch.watch(child, socket);
    const exitReport = collectExitReport(child);
    child.on("message", (message) => {
      if (isReport(message)) this.#observer.reported(session, message);
    });
    child.once("exit", (exitCode, signal) => {
      const ended = () => this.#observer.ended(session, exitCode !== 0);
      // Its last report may not have arrived yet.
      if (child.connected) child.once("disconnect", ended);
      else ended();
      if (exitCode === 0) socket.destroy();
      else {
        const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(3));
        const death = { session, exitCode, signal, seconds };
        this.#rejections.track(exitReport().then((report) => this.#rejectAfterDeath(child, socket, death, report)));
      }
      this.#endSession(child);
    });
  }

  /** Sends the reason to the client of a process that died, which can't do that itself. */
  #rejectAfterDeath(child: ChildProcess, socket: Socket, death: ProcessDeath, { at, refusal: own }: ExitReport): void {
    const observed = this.#watch.reason(child, death.exitCode, death.signal);
    const refusal = own ?? (typeof at !== "string" ? observed : { ...observed, reason: `${at}: ${observed.reason}` });
    const after = `after ${death.seconds.toFixed(1)} s`;
    const text = `session ${death.session} failed [${refusal.code}] ${after}: ${printable(refusal.reason)}`;
    this.#log.error({ outcome: "failed", ...death, ...refusal }, text);
    this.#rejections.reject(socket, this.#stopping ? SHUTTING_DOWN : refusal);
  }

  #endSession(child: ChildProcess): void {
    this.#running.delete(child);
    this.#checkIdle();
    if (this.#queue.length > 0) this.#handOver();
    else if (this.#running.size === 0 && !this.#stopping) this.#standby.refill();
  }
}
