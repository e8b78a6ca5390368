import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Address } from "./address.ts";
import { PeerError } from "./errors.ts";
import type { OpenLink } from "./link.ts";

/**
 * A way to a server that is running already.
 * @param timeoutMs how long connecting may take
 * @returns throws PeerError `unreachable`
 */
export function serverLink(address: Address, timeoutMs: number): OpenLink {
  const place = `${address.host}:${address.port}`;
  return async (signal) => {
    const socket = await open(address, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])).catch((cause) => {
      const why = cause.name === "AbortError" ? `no answer within ${timeoutMs / 1000} s` : reasonOf(cause as Error);
      throw new PeerError("unreachable", `no MRD server can be reached at ${place}: ${why}`, { cause });
    });
    return {
      name: `the server at ${place}`,
      stream: socket,
      mayEnd: false,
      obituary: async () => undefined,
      close: () => socket.destroy(),
    };
  };
}

/** @returns a connected, half-open capable socket */
export async function open({ host, port }: Address, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  try {
    await once(socket, "connect", { signal });
    return socket.setNoDelay(true);
  } catch (error) {
    socket.on("error", () => {}).destroy();
    throw error;
  }
}

/** Of a name with several addresses, each failed for its own reason. */
function reasonOf(cause: Error): string {
  const reasons = cause instanceof AggregateError ? (cause.errors as Error[]) : [cause];
  return reasons.map(({ message }) => message).join("; ");
}
