import type { Socket } from "node:net";
import type { Logger } from "pino";
import type { AllowList } from "./allow/index.ts";
import type { Rejections } from "./rejections.ts";
import { ThrottledLog } from "./throttled-log.ts";

/**
 * Maximum number of unauthorized clients that get the reason at the same time: each takes a descriptor until it
 * disconnects.
 */
const MOST_INFORMED = 100;

/**
 * Rejects clients that may not connect, before anything is read from them. It starts no process, and a flood of clients
 * costs little.
 */
export class AccessControl {
  readonly #allow: AllowList | undefined;
  readonly #rejections: Rejections;
  readonly #log: ThrottledLog;
  /** Unauthorized clients that have not disconnected yet. */
  #informed = 0;

  /** @param allow if missing, all clients may connect */
  constructor(allow: AllowList | undefined, rejections: Rejections, log: Logger) {
    this.#allow = allow;
    this.#rejections = rejections;
    this.#log = new ThrottledLog(log, "client rejected: --allow does not list it");
  }

  /** @returns whether a client may stay; otherwise it has been rejected */
  admits(socket: Socket): boolean {
    const address = socket.remoteAddress;
    if (this.#allow === undefined || (address !== undefined && this.#allow.has(address))) return true;
    if (address === undefined) {
      socket.destroy(); // it has disconnected already, so its address is not known
      return false;
    }
    this.#log.warn({ peer: address, code: "server/not-allowed" });
    if (this.#informed >= MOST_INFORMED) {
      socket.resetAndDestroy();
      return false;
    }
    this.#informed += 1;
    socket.once("close", () => {
      this.#informed -= 1;
    });
    // Which addresses are listed is not shown to unauthorized clients.
    const reason = `this server does not accept connections from ${address}; its option --allow lists the permitted addresses`;
    this.#rejections.reject(socket, { code: "server/not-allowed", reason });
    return false;
  }
}
