import type { Duplex } from "node:stream";

/** A way to a peer, open. */
export interface PeerLink {
  /** How messages call the peer. */
  readonly name: string;
  /** Half-open capable. */
  readonly stream: Duplex;
  /** Whether the end of our side tells the peer nothing but that; servers may take it for the end of the whole session. */
  readonly mayEnd: boolean;
  /** Whether and how the peer's program has ended, to follow its name; `undefined` where it runs or nobody knows. */
  obituary(): Promise<string | undefined>;
  /**
   * Leaves the peer: its socket is destroyed, and a program that was started for it ends.
   * @param done whether it has said CLOSE: its program may then end by itself
   */
  close(done: boolean): void;
}

/** Opens a way to a peer. An aborted signal ends the attempt. */
export type OpenLink = (signal: AbortSignal) => Promise<PeerLink>;
