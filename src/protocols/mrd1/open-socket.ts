import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** After this time without data, the system checks whether the server can still be reached. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Connects to a server.
 * @param signal ends the attempt
 * @returns a half-open capable socket: the server may go on sending after this side has ended
 */
export async function openSocket({ host, port }: SocketAddress, signal?: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  try {
    await once(socket, "connect", { signal });
    return socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
  } catch (error) {
    socket.on("error", () => {}).destroy();
    throw error;
  }
}

/** Why a connection failed. For a name with several addresses, each of them failed for its own reason. */
export function connectFailure(cause: unknown): string {
  const reasons = cause instanceof AggregateError ? cause.errors : [cause];
  return reasons.map(({ message }: Error) => message).join("; ");
}
