import { counted } from "../text/index.ts";
import type { GadgetContext } from "./context.ts";
import { GadgetError, type GadgetErrorCode } from "./errors.ts";

/**
 * The memory that a step may hold, or allocate at a time: its parameter `maxBytes`, limited by the memory of the
 * session.
 */
export class MemoryBudget {
  readonly #bytes: number;
  readonly #advice: string;
  readonly #needs: GadgetContext["needs"];

  constructor(maxBytes: number, { maxBytes: available, needs }: Pick<GadgetContext, "maxBytes" | "needs">) {
    this.#needs = needs;
    this.#bytes = Math.min(maxBytes, available);
    this.#advice = maxBytes <= available ? "raise maxBytes" : "raise a server's --session-memory";
  }

  /**
   * @param what needs the bytes
   * @param code of the error
   * @param otherwise another remedy, for the message
   * @throws GadgetError
   */
  require(what: string, bytes: number, code: GadgetErrorCode, otherwise: string): void {
    this.#needs?.(bytes, this.#bytes);
    if (bytes <= this.#bytes) return;
    const limit = `${what}: ${counted(bytes, "byte")}, more than the limit of ${this.#bytes}`;
    throw new GadgetError(code, `${limit}; ${otherwise}, or ${this.#advice}`);
  }
}
