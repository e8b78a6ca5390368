import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { serialize } from "../mrd/index.ts";
import { LAST_WORDS, LastWordsListener } from "./last-words.ts";
import { type ProcessLimits, ProcessWatch } from "./process-watch.ts";
import { Spares, type SparesOptions } from "./spares.ts";
import { type Waited, WaitingLine } from "./waiting-line.ts";

/**
 * How long after a connection the next spare process is started, unless someone waits for it or no session runs: warming up
 * takes a core for the best part of a second, which the session that has just begun can use.
 */
const SPARE_DELAY_MS = 3000;

/** How long a client that was refused may take to close its side. */
const LINGER_MS = 5000;

export interface SupervisorOptions extends SparesOptions {
  readonly host: string;
  readonly port: number;
  /** Sessions that run at once; who comes then waits for one to end. */
  readonly maxSessions: number;
  readonly limits: ProcessLimits;
}

/** How the process of a session ended. */
interface Death {
  readonly session: number;
  readonly code: number | null;
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
  /** Clients that have been told to go. */
  readonly #leaving = new Set<Promise<unknown>>();
  readonly #spares: Spares;
  readonly #watch: ProcessWatch;
  readonly #lastWords = new LastWordsListener();
  #sessions = 0;
  #stopping = false;
  #allEnded: (() => void) | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#watch = new ProcessWatch(options.limits);
    this.#line = new WaitingLine(options.log);
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

  /** Sessions that run now. */
  get running(): number {
    return this.#running.size;
  }

  /** Takes no more connections, lets running sessions finish for `graceMs`, then ends them. */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#server.close();
    this.#spares.stop();
    for (const socket of this.#line.empty()) this.#refuse(socket, "the server is shutting down");
    if (this.#running.size > 0) {
      this.#log.info({ sessions: this.#running.size, graceMs }, "waiting for running sessions");
      const ended = new Promise<void>((resolve) => {
        this.#allEnded = resolve;
      });
      const timer = setTimeout(() => this.kill(), graceMs);
      await ended;
      clearTimeout(timer);
    }
    await Promise.all(this.#leaving);
  }

  /** Ends all running sessions at once; their clients are told. */
  kill(): void {
    for (const child of this.#running.keys()) child.kill("SIGKILL");
  }

  #accept(socket: Socket): void {
    // Until the session's process has it, an error of the socket is nobody's but ours.
    socket.on("error", () => {});
    const before = this.#line.length;
    this.#line.enter(socket);
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
    this.#log.error({ clients: sockets.length, reason }, "clients that waited for a process are sent away");
    for (const socket of sockets) this.#refuse(socket, `the server can't start a process for this session: ${reason}`);
  }

  #begin(child: ChildProcess, { socket, waitedSeconds }: Waited): void {
    this.#sessions += 1;
    const session = this.#sessions;
    this.#running.set(child, socket);
    const facts = { session, peer: socket.remoteAddress, waitedSeconds, handedTo: child.pid };
    this.#log.info(facts, "connection accepted");
    // We keep our end of the socket open, unread: should the process die, its client can still be told.
    child.send({ session, lastWords: LAST_WORDS } satisfies SessionHandover, socket, { keepOpen: true });
    this.#watch.watch(child);
    this.#lastWords.listen(child);
    child.once("exit", (code, signal) => {
      if (code === 0) socket.destroy();
      else void this.#tellOfDeath(child, socket, { session, code, signal });
      this.#ended(child);
    });
  }

  /** A session that died can't tell its client itself. */
  async #tellOfDeath(child: ChildProcess, socket: Socket, death: Death): Promise<void> {
    const words = this.#lastWords.of(child);
    this.#leaving.add(words);
    const { at, reason: ownReason } = await words;
    this.#leaving.delete(words);
    const reason = this.#watch.reason(child, death.code, death.signal);
    const told = ownReason ?? (typeof at !== "string" ? reason : `${at}: ${reason}`);
    this.#log.error({ ...death, reason: told }, "the session's process died");
    this.#refuse(socket, this.#stopping ? "the server is shutting down" : told);
  }

  #ended(child: ChildProcess): void {
    this.#running.delete(child);
    if (this.#running.size === 0) this.#allEnded?.();
    if (this.#line.length > 0) this.#handOver();
    else if (this.#running.size === 0) this.#spares.refill();
  }

  /** Tells a client why nothing more comes. If an image was under way, the text ends up in it; the stream ends all the same. */
  #refuse(socket: Socket, reason: string): void {
    const messages = [{ kind: "text", text: `ERROR   ${reason}` } as const, { kind: "close" } as const];
    const leaving = new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once("close", () => {
        clearTimeout(timer);
        this.#leaving.delete(leaving);
        resolve();
      });
    });
    this.#leaving.add(leaving);
    socket.end(Buffer.concat(messages.flatMap(serialize)));
    // What the client still sends is read and dropped: to close over unread data would reset the connection.
    socket.resume();
  }
}
