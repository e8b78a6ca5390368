import type { GadgetContext } from "./define.ts";
import { GadgetError, type GadgetErrorCode } from "./errors.ts";

/** How much a step may hold, or make at once: as its parameter `maxBytes` says, but no more than the session's memory allows. */
export class Room {
  readonly #bytes: number;
  readonly #advice: string;
  readonly #needs: GadgetContext["needs"];

  constructor(maxBytes: number, { mostBytes, needs }: Pick<GadgetContext, "mostBytes" | "needs">) {
    this.#needs = needs;
    this.#bytes = Math.min(maxBytes, mostBytes);
    this.#advice = maxBytes <= mostBytes ? "raise maxBytes" : "raise a server's --session-memory";
  }

  /**
   * @param what needs the bytes
   * @param code of the error
   * @param otherwise what else might help
   * @throws GadgetError
   */
  require(what: string, bytes: number, code: GadgetErrorCode, otherwise: string): void {
    this.#needs?.(bytes, this.#bytes);
    if (bytes <= this.#bytes) return;
    const limit = `${what}: ${bytes} bytes, more than the limit of ${this.#bytes}`;
    throw new GadgetError(code, `${limit}; ${otherwise}, or ${this.#advice}`);
  }
}
