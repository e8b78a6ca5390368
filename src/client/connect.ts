import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connectFailure, openSocket } from "../protocols/mrd1/index.ts";
import { counted } from "../text/index.ts";
import { ClientError } from "./errors.ts";

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** How often to try, a second apart, while the server starts. */
  readonly attempts?: number;
  /** How long an attempt may take; 0, the default: as long as the system waits. */
  readonly timeoutSeconds?: number;
  /** Called after each attempt that failed. */
  onRetry?(attempt: number, error: Error): void;
}

/**
 * Connects to an MRD server.
 * @returns a half-open capable socket: the server may go on sending after this side has ended
 * @throws ClientError `no-server`, naming the address and the number of attempts; `unknown-host` at the first attempt
 */
export async function connect(options: ConnectOptions): Promise<Socket> {
  const { host, port, attempts = 5, timeoutSeconds = 0, onRetry } = options;
  for (let attempt = 1; ; attempt += 1) {
    const signal = timeoutSeconds > 0 ? AbortSignal.timeout(timeoutSeconds * 1000) : undefined;
    try {
      return await openSocket({ host, port }, signal);
    } catch (cause) {
      const reason = signal?.aborted ? `no answer within ${timeoutSeconds} s` : connectFailure(cause);
      if ((cause as NodeJS.ErrnoException).syscall === "getaddrinfo") {
        // Another attempt would find no other address.
        const message = `no machine is named '${host}' (${reason}); correct --address`;
        throw new ClientError("unknown-host", message, { cause });
      }
      if (attempt === attempts) {
        const times = attempts === 1 ? "" : ` after ${counted(attempts, "attempt")}`;
        const message = `no server at ${host}:${port}${times} (${reason}); start one with: larmor serve`;
        throw new ClientError("no-server", message, { cause });
      }
      onRetry?.(attempt, new Error(reason, { cause }));
      await pause(1000);
    }
  }
}
