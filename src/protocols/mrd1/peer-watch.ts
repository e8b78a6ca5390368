import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { IdleError } from "./errors.ts";
import { connectionLost } from "./input-socket.ts";

/**
 * Waits for a peer: for bytes that it sends, or takes. A wait ends early where the connection is lost, where the peer has been
 * idle for too long, and where whoever waits is told to stop. Time in which nothing is expected of the peer does not count.
 */
export class PeerWatch {
  /** Whose idle time counts. */
  readonly #socket: Socket | undefined;
  readonly #idleMs: number;
  readonly #stop = new AbortController();
  readonly #waits = new Set<(reason: unknown) => void>();

  /** @param idleSeconds 0: for ever. Sockets alone tell whether anything moves. */
  constructor(stream: Duplex, idleSeconds: number) {
    this.#socket = stream instanceof Socket && idleSeconds > 0 ? stream : undefined;
    this.#idleMs = idleSeconds * 1000;
    stream.on("error", (error) => this.interrupt(error));
    stream.on("close", () => this.interrupt(connectionLost()));
    this.#socket?.on("timeout", () => {
      if (this.#waits.size > 0) this.interrupt(tooIdle(idleSeconds));
    });
  }

  /** Aborts, with the reason, where nothing can be waited for any more. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends all waits, and those to come. The first reason counts. */
  interrupt(reason: Error): void {
    if (this.signal.aborted) return;
    this.#stop.abort(reason);
    for (const reject of this.#waits) reject(reason);
  }

  /** @throws the reason of an interruption: an IdleError, or what the connection was lost by */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) return reject(this.signal.reason);
      this.#waits.add(reject);
      this.#socket?.setTimeout(this.#idleMs); // from now on, and anew with every byte that moves
      promise.then(resolve, reject).finally(() => this.#waits.delete(reject));
    });
  }
}

function tooIdle(seconds: number): IdleError {
  return new IdleError(
    `nothing was sent or taken by the other side for ${seconds} s, which is the limit; a server's --idle-timeout raises it`,
  );
}
