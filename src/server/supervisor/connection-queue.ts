import type { Socket } from "node:net";
import type { Logger } from "pino";
import type { ArrivedClient } from "./arrivals.ts";

/** How often to check whether queued clients are still connected. */
const CHECK_MS = 1000;

/** A client that has left the queue to be served. */
export interface DequeuedClient extends ArrivedClient {
  /** Seconds in the queue. */
  readonly waitedSeconds: number;
}

interface QueuedClient extends ArrivedClient {
  /** When its config was there. */
  readonly since: number;
}

/**
 * Clients that have sent their config and wait for a process, served in the order of their connections. Nothing more is
 * read from them: what they send stays in the system's buffers, and then with the clients. Nothing is sent either,
 * because it is not known yet which client it is, and some fail on a text.
 */
export class ConnectionQueue {
  readonly #log: Logger;
  readonly #clients = new Map<Socket, QueuedClient>();
  #checkTimer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get length(): number {
    return this.#clients.size;
  }

  add(client: ArrivedClient): void {
    const { socket } = client;
    const peer = socket.remoteAddress;
    this.#clients.set(socket, { ...client, since: performance.now() });
    socket.once("close", () => {
      const left = this.#remove(socket);
      if (left !== undefined)
        this.#log.info({ peer, waitedSeconds: secondsSince(left.since) }, "queued client disconnected");
    });
    this.#checkTimer ??= setInterval(() => this.#check(), CHECK_MS).unref();
  }

  /** Removes the client that connected first. */
  next(): DequeuedClient | undefined {
    let first: QueuedClient | undefined;
    for (const client of this.#clients.values())
      if (first === undefined || client.connection < first.connection) first = client;
    if (first === undefined) return undefined;
    this.#remove(first.socket);
    return { ...first, waitedSeconds: secondsSince(first.since) };
  }

  /** Removes all clients. @returns their sockets */
  clear(): Socket[] {
    const sockets = [...this.#clients.keys()];
    for (const socket of sockets) this.#remove(socket);
    return sockets;
  }

  /** @returns `undefined` if it was no longer in the queue */
  #remove(socket: Socket): QueuedClient | undefined {
    const client = this.#clients.get(socket);
    if (client === undefined) return undefined;
    this.#clients.delete(socket);
    if (this.#clients.size === 0) {
      clearInterval(this.#checkTimer);
      this.#checkTimer = undefined;
    }
    return client;
  }

  /**
   * A socket that is not being read does not notice a reset. Writing nothing sends nothing, but fails on a broken
   * connection, which closes the socket. A socket whose other side has only ended stays: its client may have sent all
   * and wait for images.
   */
  #check(): void {
    for (const socket of this.#clients.keys()) socket.write("");
  }
}

function secondsSince(since: number): number {
  return Number(((performance.now() - since) / 1000).toFixed(3));
}
