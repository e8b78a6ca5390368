import type { Socket } from "node:net";
import type { Logger } from "pino";
import { ThrottledLog } from "../access/throttled-log.ts";
import type { Refusal } from "../errors.ts";
import { ArrivingSocket } from "./arriving-socket.ts";

/** Maximum number of clients without a config. Each takes a descriptor; the one that waits longest makes way. */
const MOST_ARRIVING = 256;

/** A client that has sent its config. */
export interface ArrivedClient {
  /** Not read any more. Its errors are handled. */
  readonly socket: Socket;
  /** What was read from it: its session needs them first. */
  readonly firstBytes: Buffer;
  /** Number of its connection: clients are served in this order. */
  readonly connection: number;
  /** Number of its session, if it has one already. */
  readonly session?: number;
}

export interface ArrivalsEvents {
  onArrived(client: ArrivedClient): void;
  /** A client is to be rejected. */
  onLate(socket: Socket, refusal: Refusal): void;
  /** There is one client less. */
  onLeft(): void;
}

/**
 * Clients that have connected and not yet sent a config. They take neither a process nor a place in the queue: a client
 * may be a port scan, or a load balancer's test of the connection.
 */
export class Arrivals {
  readonly #events: ArrivalsEvents;
  readonly #configSeconds: number;
  readonly #log: Logger;
  readonly #crowd: ThrottledLog;
  /** In order of arrival, each with the timer that ends its time. */
  readonly #clients = new Map<Socket, NodeJS.Timeout | undefined>();
  #connections = 0;

  /** @param configSeconds time for a config; 0: no limit */
  constructor(configSeconds: number, log: Logger, events: ArrivalsEvents) {
    this.#configSeconds = configSeconds;
    this.#log = log;
    this.#crowd = new ThrottledLog(log, "client rejected: too many connections without a config");
    this.#events = events;
  }

  get count(): number {
    return this.#clients.size;
  }

  /** Takes over a socket that is not being read. */
  add(accepted: Socket): void {
    this.#connections += 1;
    const connection = this.#connections;
    const socket: Socket | ArrivingSocket = ArrivingSocket.over(accepted, {
      onConfig: () => {
        if (!this.#remove(socket)) return; // it has left
        socket.pause();
        const firstBytes = socket instanceof ArrivingSocket ? socket.firstBytes : Buffer.alloc(0);
        this.#events.onArrived({ socket, firstBytes, connection });
      },
      onNothing: () => socket.end(),
    });
    socket.on("error", () => {}); // a "close" event follows
    const peer = socket.remoteAddress;
    if (peer === undefined) {
      this.#log.debug("the client disconnected before its config");
      socket.destroy();
      return;
    }
    this.#makeRoom();
    this.#clients.set(socket, this.#startTimer(socket));
    socket.once("close", () => {
      if (!this.#remove(socket)) return;
      this.#log.debug({ peer }, "the client disconnected before its config");
      this.#events.onLeft();
    });
  }

  /** Removes all clients. @returns their sockets, in order */
  clear(): Socket[] {
    const sockets = [...this.#clients.keys()];
    for (const socket of sockets) this.#remove(socket);
    return sockets;
  }

  #startTimer(socket: Socket): NodeJS.Timeout | undefined {
    if (this.#configSeconds === 0) return undefined;
    return setTimeout(() => {
      if (!this.#remove(socket)) return;
      const limit = `${this.#configSeconds} s, which is the limit; the server's --config-timeout raises it`;
      this.#log.info({ peer: socket.remoteAddress, code: "server/no-config" }, "client rejected: it sent no config");
      this.#events.onLate(socket, { code: "server/no-config", reason: `no config arrived within ${limit}` });
      this.#events.onLeft();
    }, this.#configSeconds * 1000).unref();
  }

  /** Resets the client that has waited longest, if there are too many. */
  #makeRoom(): void {
    const [oldest] = this.#clients.keys();
    if (this.#clients.size < MOST_ARRIVING || oldest === undefined) return;
    this.#crowd.warn({ peer: oldest.remoteAddress, code: "server/no-config" });
    this.#remove(oldest);
    oldest.resetAndDestroy();
  }

  /** @returns whether it was here */
  #remove(socket: Socket): boolean {
    if (!this.#clients.has(socket)) return false;
    clearTimeout(this.#clients.get(socket));
    if (socket instanceof ArrivingSocket) socket.stopWaiting();
    return this.#clients.delete(socket);
  }
}
