import { connectFailure, openSocket } from "../../protocols/mrd1/index.ts";
import type { Address } from "./address.ts";
import { PeerError } from "./errors.ts";
import type { OpenLink } from "./link.ts";

/**
 * A link to a server that is running already.
 * @param timeoutMs how long connecting may take
 * @returns throws PeerError `unreachable`
 */
export function serverLink(address: Address, timeoutMs: number): OpenLink {
  const place = `${address.host}:${address.port}`;
  return async (signal) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const socket = await openSocket(address, limited).catch((cause: Error) => {
      const why = cause.name === "AbortError" ? `no answer within ${timeoutMs / 1000} s` : connectFailure(cause);
      throw new PeerError("unreachable", `no MRD server can be reached at ${place}: ${why}`, { cause });
    });
    return {
      name: `the server at ${place}`,
      stream: socket,
      mayEnd: false,
      exitDescription: async () => undefined,
      close: () => socket.destroy(),
    };
  };
}
