import type { Logger } from "pino";
import { Supervisor } from "../server/index.ts";
import type { LoggingOptions } from "./logging.ts";

/** What the server's command line decides for its session processes; travels as JSON. */
export interface SessionSettings {
  readonly logging: LoggingOptions;
  readonly defaultConfig: string | undefined;
  readonly threads: number;
  readonly saving: { readonly folder: string; readonly always: boolean };
}

/** A supervisor whose sessions run session-process.ts with these settings. */
export function sessionSupervisor(
  address: { readonly host: string; readonly port: number },
  settings: SessionSettings,
  log: Logger,
): Supervisor {
  return new Supervisor({
    host: address.host,
    port: address.port,
    sessionModule: new URL("./session-process.js", import.meta.url),
    sessionArguments: [JSON.stringify(settings)],
    log,
  });
}
