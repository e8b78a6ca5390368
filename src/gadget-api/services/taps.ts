import type { Message } from "../message.ts";

/** File of a tap. */
export interface Tap {
  /** @throws if the message cannot be written */
  write(message: Message): void;
  /** May be called repeatedly. */
  close(): void;
}

/** Where the taps of a session save messages. */
export interface TapStore {
  /**
   * Creates the file of a tap.
   * @param name of the tap, without a path
   * @param header of the measurement, as it is at that step
   * @returns `undefined` if taps are not saved
   */
  open(name: string, header: string): Promise<Tap> | undefined;
}

/** Saves nothing. */
export const noTaps: TapStore = { open: () => undefined };
