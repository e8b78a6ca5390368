import type { Socket } from "node:net";
import type { Logger } from "pino";

/** How often the system is asked whether clients in the line are still there. */
const LOOK_MS = 1000;

/** A client whose turn it is. */
export interface Waited {
  readonly socket: Socket;
  /** Seconds in the line. */
  readonly waitedSeconds: number;
}

/**
 * Clients that wait for a process, in order of coming. Nothing of theirs is read: what they send stays in the system's
 * buffers, and then with them. Nothing is sent either, for who they are is not known yet, and some clients die of a text.
 */
export class WaitingLine {
  readonly #log: Logger;
  /** When each came. */
  readonly #clients = new Map<Socket, number>();
  #looking: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get length(): number {
    return this.#clients.size;
  }

  /** Takes a socket that is not read, and has a listener for its errors. */
  enter(socket: Socket): void {
    const peer = socket.remoteAddress;
    this.#clients.set(socket, performance.now());
    socket.once("close", () => {
      const waitedSeconds = this.#remove(socket);
      if (waitedSeconds !== undefined) this.#log.info({ peer, waitedSeconds }, "a client left while it waited");
    });
    this.#looking ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** The first in the line, which is in it no more. */
  next(): Waited | undefined {
    const [socket] = this.#clients.keys();
    return socket && { socket, waitedSeconds: this.#remove(socket)! };
  }

  /** All, in order; the line is empty then. */
  empty(): Socket[] {
    const sockets = [...this.#clients.keys()];
    for (const socket of sockets) this.#remove(socket);
    return sockets;
  }

  /** @returns how long it was in the line; `undefined` where it was not in it any more */
  #remove(socket: Socket): number | undefined {
    const since = this.#clients.get(socket);
    if (since === undefined) return undefined;
    this.#clients.delete(socket);
    if (this.#clients.size === 0) {
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
    return Number(((performance.now() - since) / 1000).toFixed(3));
  }

  /**
   * Whoever does not read hears of no reset. To write nothing sends nothing, but fails where the connection is gone, which
   * closes the socket. One that has merely been ended by the other side stays: its client may have sent all and wait for images.
   */
  #look(): void {
    for (const socket of this.#clients.keys()) socket.write("");
  }
}
