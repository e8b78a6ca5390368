import type { Duplex } from "node:stream";

/** An open link to a remote server. */
export interface RemoteLink {
  /** The server's name in messages. */
  readonly name: string;
  /** Half-open capable. */
  readonly stream: Duplex;
  /** Whether the end of this side means no more than that; some servers take it for the end of the whole session. */
  readonly mayEnd: boolean;
  /** How the server's program has ended, to follow its name; `undefined` if it is running or that is not known. */
  exitDescription(): Promise<string | undefined>;
  /**
   * Leaves the server: its socket is destroyed, and a program that was started for it ends.
   * @param done whether it has sent CLOSE: its program may then end by itself
   */
  close(done: boolean): void;
}

/** Opens a link to a server. An aborted signal ends the attempt. */
export type OpenLink = (signal: AbortSignal) => Promise<RemoteLink>;
