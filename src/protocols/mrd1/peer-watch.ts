import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { IdleError } from "./errors.ts";
import { connectionLost } from "./input-socket.ts";

/**
 * Waits for a peer to send or accept bytes. A wait ends early if the connection is lost, the peer is idle for too long,
 * or the wait is interrupted. Time in which nothing is expected of the peer does not count.
 */
export class PeerWatch {
  /** The socket whose idle time is limited. */
  readonly #socket: Socket | undefined;
  readonly #idleMs: number;
  readonly #stop = new AbortController();
  readonly #waits = new Set<(reason: unknown) => void>();

  /** @param idleSeconds 0: forever. Applies to sockets only: other streams do not show whether bytes are moving. */
  constructor(stream: Duplex, idleSeconds: number) {
    this.#socket = stream instanceof Socket && idleSeconds > 0 ? stream : undefined;
    this.#idleMs = idleSeconds * 1000;
    stream.on("error", (error) => this.interrupt(error));
    stream.on("close", () => this.interrupt(connectionLost()));
    this.#socket?.on("timeout", () => {
      if (this.#waits.size > 0) this.interrupt(tooIdle(idleSeconds));
    });
  }

  /** Aborts with the reason when waiting is no longer possible. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends all current and later waits. The first reason counts. */
  interrupt(reason: Error): void {
    if (this.signal.aborted) return;
    this.#stop.abort(reason);
    for (const reject of this.#waits) reject(reason);
  }

  /** @throws the reason of an interruption: an IdleError, or the error of the connection */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) return reject(this.signal.reason);
      this.#waits.add(reject);
      this.#socket?.setTimeout(this.#idleMs); // starts now, and again with every transferred byte
      promise.then(resolve, reject).finally(() => this.#waits.delete(reject));
    });
  }
}

function tooIdle(seconds: number): IdleError {
  return new IdleError(
    `the other side neither sent nor accepted data for ${seconds} s, which is the limit; a server's --idle-timeout raises it`,
  );
}
