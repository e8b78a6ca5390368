import type { Socket } from "node:net";
import type { Logger } from "pino";

/** How often to check whether queued clients are still connected. */
const CHECK_MS = 1000;

/** A client that has left the queue to be served. */
export interface DequeuedClient {
  readonly socket: Socket;
  /** Seconds in the queue. */
  readonly waitedSeconds: number;
}

/**
 * Clients that wait for a process, in order of arrival. Nothing is read from them: what they send stays in the system's
 * buffers, and then with the clients. Nothing is sent either, because it is not known yet which client it is, and some
 * fail on a text.
 */
export class ConnectionQueue {
  readonly #log: Logger;
  /** When each client arrived. */
  readonly #clients = new Map<Socket, number>();
  #checkTimer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get length(): number {
    return this.#clients.size;
  }

  /** Adds a socket that is not being read and whose errors are handled. */
  add(socket: Socket): void {
    const peer = socket.remoteAddress;
    this.#clients.set(socket, performance.now());
    socket.once("close", () => {
      const waitedSeconds = this.#remove(socket);
      if (waitedSeconds !== undefined) this.#log.info({ peer, waitedSeconds }, "queued client disconnected");
    });
    this.#checkTimer ??= setInterval(() => this.#check(), CHECK_MS).unref();
  }

  /** Removes the first client. */
  next(): DequeuedClient | undefined {
    const [socket] = this.#clients.keys();
    return socket && { socket, waitedSeconds: this.#remove(socket)! };
  }

  /** Removes all clients. @returns their sockets, in order */
  clear(): Socket[] {
    const sockets = [...this.#clients.keys()];
    for (const socket of sockets) this.#remove(socket);
    return sockets;
  }

  /** @returns how long it was queued; `undefined` if it was no longer in the queue */
  #remove(socket: Socket): number | undefined {
    const since = this.#clients.get(socket);
    if (since === undefined) return undefined;
    this.#clients.delete(socket);
    if (this.#clients.size === 0) {
      clearInterval(this.#checkTimer);
      this.#checkTimer = undefined;
    }
    return Number(((performance.now() - since) / 1000).toFixed(3));
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
