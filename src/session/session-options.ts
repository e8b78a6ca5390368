import type { Logger } from "pino";
import type { ChainLibrary, ClientRights } from "../chain/index.ts";
import type { NoiseStore } from "../gadget-api/services/index.ts";
import type { MrdHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import type { SessionGuard } from "./protocol/guard.ts";
import type { SessionLimits } from "./protocol/limits.ts";
import type { SessionObserver } from "./protocol/session-stats.ts";
import type { SavingSettings } from "./saving/saving.ts";

export interface SessionOptions {
  /** Number of the session, for the names of its files. */
  readonly session: number;
  readonly library: ChainLibrary;
  /** Runs if the client's config is unknown; the client gets a warning. If missing, an unknown config is an error. */
  readonly defaultConfig: string | undefined;
  readonly saving: SavingSettings;
  /** What chains and parameters of clients may use outside of the session; by default, nothing. */
  readonly clientRights?: ClientRights | undefined;
  /** Where the bytes of sessions are recorded; `undefined`: nowhere. */
  readonly recordFolder: string | undefined;
  /** Where taps of chains save messages; `undefined`: nowhere. */
  readonly tapFolder?: string | undefined;
  /** Threads for heavy steps. */
  readonly pool: WorkPool;
  /** Noise of earlier measurements. */
  readonly noise: NoiseStore;
  readonly limits?: SessionLimits;
  /** Whether what each step did is logged. */
  readonly trace?: boolean;
  /** If missing, an uncaught exception ends the process. */
  readonly guard?: SessionGuard;
  /** Aborts when the client is known to have disconnected, which the connection itself may not show. */
  readonly disconnected?: AbortSignal | undefined;
  readonly observer?: SessionObserver | undefined;
  /** Called with the header of the measurement, before its readouts are read. */
  readonly onHeader?: ((header: MrdHeader) => void) | undefined;
  readonly version: string;
  readonly log: Logger;
}
