import type { Message } from "../message.ts";

/** Where a tap puts what passes. */
export interface Tap {
  /** @throws where it can't be written */
  write(message: Message): void;
  /** May be called again. */
  close(): void;
}

/** Where the taps of a session put what passes. */
export interface TapStore {
  /**
   * Begins a file of a tap.
   * @param name of the tap, a mere name
   * @param header of the measurement, as it is there
   * @returns `undefined` where nothing is kept
   */
  open(name: string, header: string): Promise<Tap> | undefined;
}

/** Keeps nothing. */
export const noTaps: TapStore = { open: () => undefined };
