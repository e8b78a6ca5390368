import { once } from "node:events";
import { connect as open, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ClientError } from "./errors.ts";

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** How often to try, a second apart, while the server comes up. */
  readonly attempts?: number;
  /** Called after each attempt that failed. */
  onRetry?(attempt: number, error: Error): void;
}

/**
 * Connects to an MRD server.
 * @returns a half-open capable socket: the server may go on sending after our side has ended
 * @throws ClientError `no-server`, naming the address and how often it was tried
 */
export async function connect({ host, port, attempts = 5, onRetry }: ConnectOptions): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = open({ host, port, allowHalfOpen: true });
    try {
      await once(socket, "connect");
      socket.setNoDelay(true);
      return socket;
    } catch (cause) {
      socket.destroy();
      // Of a name with several addresses, each failed for its own reason.
      const reasons = cause instanceof AggregateError ? cause.errors : [cause];
      const error = new Error(reasons.map((reason) => (reason as Error).message).join("; "), { cause });
      if (attempt === attempts) {
        const times = attempts === 1 ? "" : ` after ${attempts} attempts`;
        const message = `no server at ${host}:${port}${times} (${error.message}); start one with: larmor serve`;
        throw new ClientError("no-server", message, { cause });
      }
      onRetry?.(attempt, error);
      await pause(1000);
    }
  }
}
