import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { Doorkeeper } from "../access/access-control.ts";
import type { AllowList } from "../access/allow/index.ts";
import { Farewells } from "../access/rejections.ts";
import type { Refusal } from "../errors.ts";
import { type Waited, WaitingLine } from "./connection-queue.ts";
import { LAST_WORDS, LastWordsListener } from "./exit-report.ts";
import { isReport, noObserver, type ServerObserver } from "./observer.ts";
import { type ProcessLimits, ProcessWatch } from "./process-watch.ts";
import { Spares, type SparesOptions } from "./standby-processes.ts";

/**
 * How long after a connection the next spare process is started, unless someone waits for it or no session runs: warming up
 * takes a core for the best part of a second, which the session that has just begun can use.
 */
const SPARE_DELAY_MS = 3000;

const SHUTTING_DOWN: Refusal = { code: "server/shutting-down", reason: "the server is shutting down" };

export interface SupervisorOptions extends SparesOptions {
  readonly host: string;
  readonly port: number;
  /** Who may connect; without it, everyone who can. */
  readonly allow?: AllowList | undefined;
  /** Sessions that run at once; who comes then waits for one to end. */
  readonly maxSessions: number;
  readonly limits: ProcessLimits;
  readonly observer?: ServerObserver | undefined;
}

/** How a server is doing. */
export interface ServerStatus {
  /** Why it can take no clients now; `undefined` where it can. */
  readonly hindrance: string | undefined;
  readonly running: number;
  readonly waiting: number;
  readonly maxSessions: number;
}

/** How the process of a session ended. */
interface Death {
  readonly session: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What the supervisor sends along with a socket. */
export interface SessionHandover {
  readonly session: number;
  /** Descriptor for its {@link LastWords}. */
  readonly lastWords: number;
}

/**
 * Listens, and gives each connection a process of its own, so that a crash or an endless loop dies with its session. Some
 * processes more than there are sessions are kept warm, because a start takes longer than a client should wait.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #running = new Map<ChildProcess, Socket>();
  readonly #line: WaitingLine;
  readonly #farewells: Farewells;
  readonly #observer: ServerObserver;
  readonly #doorkeeper: Doorkeeper;
  readonly #spares: Spares;
  readonly #watch: ProcessWatch;
  readonly #lastWords = new LastWordsListener();
  #sessions = 0;
  #stopping = false;
  #allEnded: (() => void) | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#observer = options.observer ?? noObserver;
    this.#farewells = new Farewells(this.#observer);
    this.#watch = new ProcessWatch(options.limits);
    this.#line = new WaitingLine(options.log);
    this.#doorkeeper = new Doorkeeper(options.allow, this.#farewells, options.log);
    this.#spares = new Spares(options, {
      onChange: () => this.#handOver(),
      onFailure: (reason) => this.#giveUp(reason),
    });
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /**
   * Starts to listen; resolves with the port, which the system chooses where the option is 0.
   * @throws Error with code EADDRINUSE or EACCES where the address can't be had
   */
  async start(): Promise<number> {
    this.#server.listen(this.#options.port, this.#options.host);
    await once(this.#server, "listening");
    this.#spares.refill();
    return (this.#server.address() as AddressInfo).port;
  }

  get status(): ServerStatus {
    const hindrance = this.#stopping ? "it is shutting down" : this.#spares.hindrance;
    return {
      hindrance,
      running: this.#running.size,
      waiting: this.#line.length,
      maxSessions: this.#options.maxSessions,
    };
  }

  /**
   * Takes no more connections, lets who is connected have their sessions for `graceMs`, those in the line too, then ends what still
   * runs and tells who still waits.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#server.close();
    if (this.#isBusy) {
      const [sessions, waiting] = [this.#running.size, this.#line.length];
      this.#log.info({ sessions, waiting, graceMs }, "waiting for running sessions");
      const ended = new Promise<void>((resolve) => {
        this.#allEnded = resolve;
      });
      const timer = setTimeout(() => this.kill(), graceMs);
      await ended;
      clearTimeout(timer);
    }
    this.#spares.stop();
    await this.#farewells.all();
  }

  /** Ends all running sessions at once, and lets nobody wait; all are told. */
  kill(): void {
    for (const socket of this.#line.empty()) this.#farewells.say(socket, SHUTTING_DOWN);
    for (const child of this.#running.keys()) child.kill("SIGKILL");
    this.#ifIdle();
  }

  get #isBusy(): boolean {
    return this.#running.size > 0 || this.#line.length > 0;
  }

  /** Lets who waits for the end of everything know that it is there. */
  #ifIdle(): void {
    if (!this.#isBusy) this.#allEnded?.();
  }

  #accept(socket: Socket): void {
    // Until the session's process has it, an error of the socket is nobody's but ours.
    socket.on("error", () => {});
    if (!this.#doorkeeper.admits(socket)) return;
    const before = this.#line.length;
    this.#line.enter(socket);
    socket.once("close", () => this.#ifIdle());
    if (before >= this.#room) {
      const counts = { before, sessions: this.#running.size };
      this.#log.info({ peer: socket.remoteAddress, ...counts }, "a client waits in line: no more sessions may run");
    }
    this.#handOver();
  }

  /** Gives warm processes to the clients that wait, and sees to the next ones. */
  #handOver(): void {
    let begun = false;
    for (let child = this.#takeSpare(); child !== undefined; child = this.#takeSpare()) {
      this.#begin(child, this.#line.next()!);
      begun = true;
    }
    if (this.#mayBegin > 0) this.#spares.hurry(this.#mayBegin);
    else if (this.#stopping) return;
    else if (begun) this.#spares.refillIn(SPARE_DELAY_MS);
    else this.#spares.refill();
  }

  /** Sessions that may begin beside those that run. */
  get #room(): number {
    return this.#options.maxSessions - this.#running.size;
  }

  /** Clients that wait for nothing but a process. */
  get #mayBegin(): number {
    return Math.min(this.#line.length, this.#room);
  }

  /** A warm process, where there is one and someone may have it. */
  #takeSpare(): ChildProcess | undefined {
    return this.#mayBegin > 0 ? this.#spares.take() : undefined;
  }

  /** No process comes up, time and again. Who waits for a session to end goes on waiting: that may be what mends it. */
  #giveUp(reason: string): void {
    if (this.#mayBegin === 0) return;
    const sockets = this.#line.empty();
    const code = "server/no-process";
    this.#log.error({ clients: sockets.length, code, reason }, "clients that waited for a process are sent away");
    const refusal: Refusal = { code, reason: `the server can't start a process for this session: ${reason}` };
    for (const socket of sockets) this.#farewells.say(socket, refusal);
    this.#ifIdle();
  }

  #begin(child: ChildProcess, { socket, waitedSeconds }: Waited): void {
    this.#sessions += 1;
    const session = this.#sessions;
    this.#running.set(child, socket);
    const begun = { session, peer: socket.remoteAddress, waitedSeconds };
    this.#log.info({ ...begun, handedTo: child.pid }, "connection accepted");
    this.#observer.began(begun);
    // We keep our end of the socket open, unread: should the process die, its client can still be told.
    child.send({ session, lastWords: LAST_WORDS } satisfies SessionHandover, socket, { keepOpen: true });
    this.#watch.watch(child);
    this.#lastWords.listen(child);
    child.on("message", (message) => {
      if (isReport(message)) this.#observer.reported(session, message);
    });
    child.once("exit", (exitCode, signal) => {
      const ended = () => this.#observer.ended(session, exitCode !== 0);
      // What it reported last may still be on its way.
      if (child.connected) child.once("disconnect", ended);
      else ended();
      if (exitCode === 0) socket.destroy();
      else this.#farewells.include(this.#tellOfDeath(child, socket, { session, exitCode, signal }));
      this.#ended(child);
    });
  }

  /** A session that died can't tell its client itself. */
  async #tellOfDeath(child: ChildProcess, socket: Socket, death: Death): Promise<void> {
    const { at, refusal: own } = await this.#lastWords.of(child);
    const seen = this.#watch.reason(child, death.exitCode, death.signal);
    const refusal = own ?? (typeof at !== "string" ? seen : { ...seen, reason: `${at}: ${seen.reason}` });
    this.#log.error({ ...death, ...refusal }, "the session's process died");
    this.#farewells.say(socket, this.#stopping ? SHUTTING_DOWN : refusal);
  }

  #ended(child: ChildProcess): void {
    this.#running.delete(child);
    this.#ifIdle();
    if (this.#line.length > 0) this.#handOver();
    else if (this.#running.size === 0 && !this.#stopping) this.#spares.refill();
  }
}
