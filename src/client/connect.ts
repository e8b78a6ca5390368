import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connectFailure, openSocket } from "../protocols/mrd1/index.ts";
import { ClientError } from "./errors.ts";

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** How often to try, a second apart, while the server starts. */
  readonly attempts?: number;
  /** Called after each attempt that failed. */
  onRetry?(attempt: number, error: Error): void;
}

/**
 * Connects to an MRD server.
 * @returns a half-open capable socket: the server may go on sending after this side has ended
 * @throws ClientError `no-server`, naming the address and the number of attempts
 */
export async function connect({ host, port, attempts = 5, onRetry }: ConnectOptions): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openSocket({ host, port });
    } catch (cause) {
      const reason = connectFailure(cause);
      if (attempt === attempts) {
        const times = attempts === 1 ? "" : ` after ${attempts} attempts`;
        const message = `no server at ${host}:${port}${times} (${reason}); start one with: larmor serve`;
        throw new ClientError("no-server", message, { cause });
      }
      onRetry?.(attempt, new Error(reason, { cause }));
      await pause(1000);
    }
  }
}
