import type { Acquisition } from "../../mrd/index.ts";

/**
 * Shows the readouts of a frame to later steps while it is still being acquired, so that they can do some of their work
 * before its last line comes. Their results must not depend on it.
 */
export class EarlyReadouts {
  readonly #listeners: ((readout: Acquisition) => void)[] = [];

  /** @param listener must not throw, and must not change the readout */
  listen(listener: (readout: Acquisition) => void): void {
    this.#listeners.push(listener);
  }

  /** Called by a step that collects readouts, for each of them. */
  show(readout: Acquisition): void {
    for (const listener of this.#listeners) listener(readout);
  }
}
