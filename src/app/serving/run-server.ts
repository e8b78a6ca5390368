import type { Logger } from "pino";
import type { ClientRights } from "../../chain/index.ts";
import { describeFileError } from "../../files/index.ts";
import type { AllowList } from "../../server/access/allow/index.ts";
import type {
  HttpAddress,
  LiveForwarder,
  LiveForwarderOptions,
  PageOptions,
  PagePath,
} from "../../server/http/index.ts";
import { allObserving, type ServerStatus, type Supervisor } from "../../server/index.ts";
import { entry } from "../entry.ts";
import { parseLogLine } from "../logging/log-lines.ts";
import { createLogger } from "../logging/logging.ts";
import { version } from "../package-root.ts";
import type { AuthorFolders } from "../settings/author-folders.ts";
import { defaultNoiseFolder } from "../settings/default-folders.ts";
import { type LimitOptions, limitsFrom } from "../settings/limits.ts";
import type { SettingOrigins } from "../settings/settings.ts";
import { type ServerFolder, tryFolders } from "./folders.ts";
import { listenError, logListening, logPage, mayServePage, warnOfRights } from "./listening.ts";
import { type ContentOptions, contentsOf, pageToken, requirePage } from "./page-contents.ts";
import { type SessionSettings, sessionSupervisor } from "./session-settings.ts";

export interface ServeOptions extends LimitOptions, AuthorFolders, ContentOptions {
  readonly port: number;
  readonly host: string;
  readonly allow?: AllowList;
  readonly clientSteps: ClientRights;
  readonly defaultConfig?: string;
  readonly verbose: boolean;
  readonly logfile?: string;
  readonly savedata: boolean;
  readonly savedataFolder: string;
  readonly nameByProtocol: boolean;
  readonly record?: string;
  readonly crlf: boolean;
  readonly json: boolean;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  readonly threads: number;
  readonly trace: boolean;
  readonly taps?: string;
  readonly standby: number;
  readonly sessionsPerProcess: number;
  readonly maxSessions: number;
  /** Further names by which browsers reach it. */
  readonly httpName: readonly string[];
  /** Whether that page shows who the patient is. */
  readonly showPatient: boolean;
  readonly grace: number;
}

/**
 * Starts a server, which runs until this process ends.
 * @throws ChainError, UnknownChainError for a default chain that can't be used; Error if an address can't be used
 */
export async function runServer(options: ServeOptions, { applied, unknownVariables }: SettingOrigins): Promise<void> {
  requirePage(options);
  const settings = settingsFrom(options);
  if (options.defaultConfig !== undefined) {
    const { installedChain } = await import("../chain-named.ts");
    await installedChain(options.defaultConfig, settings.authors); // an error in it shows now rather than when a client connects
  }
  let supervisor: Supervisor | undefined;
  const status = (): ServerStatus =>
    supervisor?.status ?? { blocker: "it is starting", running: 0, waiting: 0, maxSessions: 0 };
  const live = await forwarderToBrowsers(options, status, (isWatched) => supervisor?.watch(isWatched));
  const log = await serverLog(settings, live);
  for (const setting of applied) log.info(setting);
  for (const variable of unknownVariables) log.warn(variable);
  warnOfRights(log);
  tryFolders(foldersOf(options), log);
  if (options.gadgets.length > 0) await logGadgets(settings, log);

  const observer = options.http && (await startHttp(options.http, pageOf(options, settings), { status, log, live }));
  const started = sessionSupervisor({ ...options, observer }, settings, log);
  supervisor = started;

  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return started.kill();
    isStopping = true;
    log.info(`${signal}: no more connections; a second signal ends running sessions immediately`);
    await started.stop(options.grace * 1000);
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGINT", () => void stop("SIGINT"));
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGHUP", () => {
    // Sent by a terminal that is closed. Without a terminal, it is sent to rotate logs.
    if (process.stdout.isTTY) void stop("SIGHUP");
    else log.info("SIGHUP: the log file is reopened");
  });

  const port = await started.start().catch((cause: NodeJS.ErrnoException) => {
    throw listenError(cause, options, { host: "--host", port: "--port" });
  });
  logListening(log, { host: options.host, port, allow: options.allow });
}

function settingsFrom(options: ServeOptions): SessionSettings {
  return {
    logging: { verbose: options.verbose, file: options.logfile, crlf: options.crlf, json: options.json },
    defaultConfig: options.defaultConfig,
    clientRights: options.clientSteps,
    authors: { gadgets: options.gadgets, pipelines: options.pipelines },
    threads: options.threads,
    sessionsPerProcess: options.sessionsPerProcess,
    tapFolder: options.taps,
    trace: options.trace,
    reports: options.http !== undefined,
    live: servesPage(options),
    showPatient: options.showPatient,
    noise: { folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge },
    limits: limitsFrom(options),
    saving: {
      folder: options.savedataFolder,
      always: options.savedata,
      nameByProtocol: options.nameByProtocol,
    },
    recordFolder: options.record,
  };
}

/** @throws Error naming the option, if the log file can't be written */
async function serverLog({ logging }: SessionSettings, live: LiveForwarder | undefined): Promise<Logger> {
  const also = live && { write: (json: string) => live.log(parseLogLine(json)) };
  try {
    return await createLogger(logging, also);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = describeFileError(cause) ?? `${logging.file} can't be opened: ${message}`;
    throw Object.assign(new Error(`--logfile: ${why}`, { cause }), { code });
  }
}

/** The folders that the server writes to. */
function foldersOf({ savedata, savedataFolder, record, taps, noiseFolder }: ServeOptions): ServerFolder[] {
  // Without --savedata, only chains with `save` use the first one. Without such chains and noise, it does not matter.
  const saving = { option: "--savedataFolder", path: savedataFolder, optional: !savedata, dispensable: !savedata };
  const isDefault = noiseFolder === defaultNoiseFolder;
  const noise = { option: "--noise-folder", path: noiseFolder, optional: isDefault, dispensable: isDefault };
  return [
    saving,
    ...(record === undefined ? [] : [{ option: "--record", path: record }]),
    ...(taps === undefined ? [] : [{ option: "--taps", path: taps }]),
    { ...noise, private: true },
  ];
}

async function logGadgets(settings: SessionSettings, log: Logger): Promise<void> {
  const { installedGadgets } = await import("../composition.ts");
  const gadgets = installedGadgets(settings.authors);
  for (const path of gadgets.ignoredPackages)
    log.warn(`${path} is not used: it, or a folder above it, belongs to another user or can be changed by others`);
  for (const { name, module, clash } of gadgets.authors()) {
    if (clash === undefined) log.info(`gadget ${name}: ${module}`);
    else log.warn(clash);
  }
}

/** Whether browsers get a page. */
function servesPage(options: ServeOptions): boolean {
  const { http, httpName: names } = options;
  return http !== undefined && mayServePage(http.host, { ...pageToken(options), names });
}

/** Who may open the page, and what it has besides sessions; `undefined` if it is not served. */
function pageOf(options: ServeOptions, settings: SessionSettings): PageOptions | undefined {
  if (!servesPage(options)) return undefined;
  return { ...pageToken(options), names: options.httpName, contents: contentsOf(options, settings) };
}

/** Reports to browsers what happens to sessions; `undefined` if there is no page for them. */
async function forwarderToBrowsers(
  options: ServeOptions,
  status: () => ServerStatus,
  watch: LiveForwarderOptions["watch"],
): Promise<LiveForwarder | undefined> {
  if (!servesPage(options)) return undefined;
  const { LiveForwarder } = await import("../../server/http/index.ts");
  return new LiveForwarder({ status, watch });
}

interface HttpServices {
  readonly status: () => ServerStatus;
  readonly log: Logger;
  readonly live: LiveForwarder | undefined;
}

/** Serves health, metrics and the page, before the first client can connect. */
async function startHttp(address: HttpAddress, page: PageOptions | undefined, { status, log, live }: HttpServices) {
  const { Metrics, renderPage, startHttpThread } = await import("../../server/http/index.ts");
  const metrics = new Metrics(version, status);
  const render = (path: PagePath) => renderPage(path, metrics, status);
  const thread = startHttpThread({ ...address, page, live, module: entry("http-thread"), log, render });
  const port = await thread.catch((cause: NodeJS.ErrnoException) => {
    throw listenError(cause, address, { host: "--http", port: "--http" });
  });
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  log.info(`health, metrics and sessions at http://${host}:${port}: /healthz, /readyz, /metrics, /sessions`);
  logPage(log, page, `http://${host}:${port}/`);
  return live === undefined ? metrics : allObserving([metrics, live]);
}
