import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { serialize } from "../mrd/index.ts";

/** How long to wait before a process that did not come up is tried again. */
const RESPAWN_PAUSE_MS = 1000;

/**
 * How long after a connection the next spare process is started, unless someone waits for it or no session runs: warming up
 * takes a core for the best part of a second, which the session that has just begun can use.
 */
const SPARE_DELAY_MS = 3000;

/** Of V8's young generation, in MB: the default of 16 costs 30 MB of every waiting process, and makes none faster. */
const SESSION_MEMORY = "--max-semi-space-size=4";

/** How long a client that was refused may take to close its side. */
const LINGER_MS = 5000;

export interface SupervisorOptions {
  readonly host: string;
  readonly port: number;
  /** Module that serves one session: it sends `ready`, receives a socket, and exits with 0 when the session is over. */
  readonly sessionModule: URL;
  /** Given to the module as its arguments, followed by `urgent` where a client waits for it already, else by `spare`. */
  readonly sessionArguments: readonly string[];
  readonly log: Logger;
}

/** What the supervisor sends along with a socket. */
export interface SessionHandover {
  readonly session: number;
}

/**
 * Listens, and gives each connection a process of its own, so that a crash or an endless loop dies with its session. One
 * process more than there are sessions is kept warm, because a start takes longer than a client should wait.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #running = new Map<ChildProcess, Socket>();
  readonly #waiting: Socket[] = [];
  /** Clients that have been told to go. */
  readonly #leaving = new Set<Promise<void>>();
  #spare: { child?: ChildProcess; ready: boolean } | undefined;
  #spareTimer: NodeJS.Timeout | undefined;
  #sessions = 0;
  #stopping = false;
  #allEnded: (() => void) | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /**
   * Starts to listen; resolves with the port, which the system chooses where the option is 0.
   * @throws Error with code EADDRINUSE or EACCES where the address can't be had
   */
  async start(): Promise<number> {
    this.#server.listen(this.#options.port, this.#options.host);
    await once(this.#server, "listening");
    this.#startSpare();
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
    this.#spare?.child?.kill("SIGKILL");
    for (const socket of this.#waiting.splice(0)) this.#refuse(socket, "the server is shutting down");
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
    this.#waiting.push(socket);
    this.#startSpare({ urgent: true });
    this.#handOver();
  }

  #handOver(): void {
    const child = this.#spare?.ready === true ? this.#spare.child : undefined;
    if (child === undefined) return;
    const socket = this.#waiting.shift();
    if (socket === undefined) return;
    this.#spare = undefined;
    this.#sessions += 1;
    const session = this.#sessions;
    this.#running.set(child, socket);
    this.#log.info({ session, peer: socket.remoteAddress, handedTo: child.pid }, "connection accepted");
    // We keep our end of the socket open, unread: should the process die, its client can still be told.
    child.send({ session } satisfies SessionHandover, socket, { keepOpen: true });
    child.once("exit", (code, signal) => this.#ended(child, session, code, signal));
    if (this.#waiting.length > 0) this.#startSpare({ urgent: true });
    else this.#spareTimer = setTimeout(() => this.#startSpare(), SPARE_DELAY_MS).unref();
  }

  #ended(child: ChildProcess, session: number, code: number | null, signal: string | null): void {
    const socket = this.#running.get(child)!;
    this.#running.delete(child);
    if (code === 0) {
      socket.destroy();
    } else {
      this.#log.error({ session, code, signal }, "the session's process died");
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#refuse(socket, this.#stopping ? "the server is shutting down" : `the session's process died (${how})`);
    }
    if (this.#running.size > 0) return;
    this.#allEnded?.();
    this.#startSpare();
  }

  /** @param options.urgent whether someone waits for it already */
  #startSpare({ urgent = false } = {}): void {
    clearTimeout(this.#spareTimer);
    if (this.#stopping || this.#spare !== undefined) return;
    const spare: { child?: ChildProcess; ready: boolean } = { ready: false };
    this.#spare = spare;
    // A process that can't be started says so by an error, thrown or emitted, and never exits.
    const lost = (reason: object) => {
      if (this.#spare !== spare) return;
      this.#spare = undefined;
      if (this.#stopping) return;
      this.#log.error(reason, "a waiting session process is lost; another is started");
      setTimeout(() => this.#startSpare(), RESPAWN_PAUSE_MS).unref();
    };
    try {
      const child = fork(
        this.#options.sessionModule,
        [...this.#options.sessionArguments, urgent ? "urgent" : "spare"],
        {
          execArgv: [...process.execArgv, SESSION_MEMORY],
        },
      );
      spare.child = child;
      child.once("message", () => {
        spare.ready = true;
        this.#handOver();
      });
      child.on("error", (err) => lost({ err }));
      child.once("exit", (code, signal) => lost({ code, signal }));
    } catch (err) {
      lost({ err });
    }
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
