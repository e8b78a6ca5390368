import type { LoggingOptions } from "./logging.ts";

/** What the server's command line decides for its session processes; travels as JSON. */
export interface SessionSettings {
  readonly logging: LoggingOptions;
  readonly defaultConfig: string | undefined;
  readonly saving: { readonly folder: string; readonly always: boolean };
}
