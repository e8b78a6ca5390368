import type { Socket } from "node:net";
import type { Logger } from "pino";
import type { AllowList } from "./allow/index.ts";
import type { Farewells } from "./rejections.ts";

/** So many strangers at once are told why they are sent away: each takes a descriptor until it has gone. Others are cut off. */
const MOST_STRANGERS = 100;

/** The log has no more lines on strangers than one in this time, with their number. */
const LOG_PAUSE_MS = 1000;

/** Sends away who may not connect, before anything of them is read. It takes no process, and floods of them little else. */
export class Doorkeeper {
  readonly #allow: AllowList | undefined;
  readonly #farewells: Farewells;
  readonly #log: Logger;
  /** That have not gone yet. */
  #strangers = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  /** @param allow without it, everyone may connect */
  constructor(allow: AllowList | undefined, farewells: Farewells, log: Logger) {
    this.#allow = allow;
    this.#farewells = farewells;
    this.#log = log;
  }

  /** @returns whether a client may stay; otherwise it was sent away */
  admits(socket: Socket): boolean {
    const address = socket.remoteAddress;
    if (this.#allow === undefined || (address !== undefined && this.#allow.has(address))) return true;
    if (address === undefined) {
      socket.destroy(); // it has gone already, and nobody knows who it was
      return false;
    }
    this.#note(address);
    if (this.#strangers >= MOST_STRANGERS) {
      socket.resetAndDestroy();
      return false;
    }
    this.#strangers += 1;
    socket.once("close", () => {
      this.#strangers -= 1;
    });
    // Whom it lists is nothing for strangers to know.
    const reason = `this server takes no connections from ${address}; its option --allow lists from where it does`;
    this.#farewells.say(socket, { code: "server/not-allowed", reason });
    return false;
  }

  #note(peer: string): void {
    const now = performance.now();
    if (now - this.#loggedAt < LOG_PAUSE_MS) {
      this.#unlogged += 1;
      return;
    }
    const others = this.#unlogged > 0 ? { othersMeanwhile: this.#unlogged } : {};
    this.#log.warn({ peer, code: "server/not-allowed", ...others }, "a client was sent away: --allow does not list it");
    this.#loggedAt = now;
    this.#unlogged = 0;
  }
}
