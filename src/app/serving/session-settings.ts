import type { Logger } from "pino";
import { logDescriptor, Supervisor, type SupervisorOptions } from "../../server/index.ts";
import type { SavingSettings } from "../../session/index.ts";
import { entry } from "../entry.ts";
import type { LoggingOptions } from "../logging/logging.ts";
import type { AuthorFolders } from "../settings/author-folders.ts";
import type { LimitSettings } from "../settings/limits.ts";

/** Where noise is kept, and for how long. */
export interface NoiseSettings {
  readonly folder: string;
  readonly maxAgeHours: number;
}

/** What the server's command line decides for its session processes; travels as JSON. */
export interface SessionSettings {
  readonly logging: LoggingOptions;
  readonly defaultConfig: string | undefined;
  /** Where others keep gadgets and chains beside ours. */
  readonly authors: AuthorFolders;
  readonly threads: number;
  /** Where taps put what passes. */
  readonly tapFolder?: string | undefined;
  /** Whether what each step does is logged. */
  readonly trace?: boolean;
  /** Whether the server hears how sessions get on. */
  readonly reports?: boolean;
  /** Where noise is kept for later measurements; `undefined`: nowhere. */
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
    spares,
    maxSessions,
    observer,
  }: Pick<SupervisorOptions, "host" | "port" | "allow" | "spares" | "maxSessions" | "observer">,
  settings: SessionSettings,
  log: Logger,
): Supervisor {
  const forProcesses: SessionSettings = { ...settings, logging: { ...settings.logging, descriptor: logDescriptor } };
  return new Supervisor({
    host,
    port,
    allow,
    spares,
    maxSessions,
    observer,
    limits: settings.limits,
    sessionModule: entry("session-process"),
    sessionArguments: [JSON.stringify(forProcesses)],
    log,
  });
}
