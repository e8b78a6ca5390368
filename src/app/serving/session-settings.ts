import type { Logger } from "pino";
import type { ClientRights } from "../../chain/index.ts";
import { logDescriptor, Supervisor, type SupervisorOptions } from "../../server/index.ts";
import type { SavingSettings } from "../../session/index.ts";
import { entry } from "../entry.ts";
import type { LoggingOptions } from "../logging/logging.ts";
import type { AuthorFolders } from "../settings/author-folders.ts";
import type { LimitSettings } from "../settings/limits.ts";

/** Where noise is stored, and for how long. */
export interface NoiseSettings {
  readonly folder: string;
  readonly maxAgeHours: number;
}

/** Settings of a server for its session processes; passed to them as JSON. */
export interface SessionSettings {
  readonly logging: LoggingOptions;
  readonly defaultConfig: string | undefined;
  /** What chains and parameters of clients may use outside of their session; by default, nothing. */
  readonly clientRights?: ClientRights;
  /** Folders with third-party gadgets and chains. */
  readonly authors: AuthorFolders;
  readonly threads: number;
  /** How many sessions a process may serve, one after the other. */
  readonly sessionsPerProcess: number;
  /** Where taps save messages. */
  readonly tapFolder?: string | undefined;
  /** Whether what each step does is logged. */
  readonly trace?: boolean;
  /** Whether sessions report their progress to the server. */
  readonly reports?: boolean;
  /** Whether they also report what browsers see. */
  readonly live?: boolean;
  /** Whether browsers may see who the patient is. */
  readonly showPatient?: boolean;
  /** Where noise is stored for later measurements; `undefined`: nowhere. */
  readonly noise: NoiseSettings | undefined;
  readonly limits: LimitSettings;
  readonly saving: SavingSettings;
  /** Where the bytes of sessions are recorded. */
  readonly recordFolder?: string | undefined;
}

/** A supervisor whose sessions run session-process.ts with these settings. */
export function sessionSupervisor(
  {
    host,
    port,
    allow,
    standby,
    maxSessions,
    observer,
  }: Pick<SupervisorOptions, "host" | "port" | "allow" | "standby" | "maxSessions" | "observer">,
  settings: SessionSettings,
  log: Logger,
): Supervisor {
  const forProcesses: SessionSettings = { ...settings, logging: { ...settings.logging, descriptor: logDescriptor } };
  return new Supervisor({
    host,
    port,
    allow,
    standby,
    maxSessions,
    observer,
    configSeconds: settings.limits.configSeconds,
    limits: settings.limits,
    sessionModule: entry("session-process"),
    sessionArguments: [JSON.stringify(forProcesses)],
    log,
  });
}
