import { Command } from "commander";
import type { AllowList } from "../../server/allow/index.ts";
import {
  allowed,
  gadgetFolders,
  maxSessions,
  noiseFolder,
  noiseMaxAge,
  pipelineFolders,
  portNumber,
  positiveNumber,
  savedataFolder,
  threads,
  wholeNumber,
} from "../arguments.ts";
import type { AuthorFolders } from "../author-folders.ts";
import { type LimitOptions, limitOptions, limitsFrom } from "../limit-options.ts";
import { logListening, warnOfRights } from "../listening.ts";
import type { SessionSettings } from "../session-settings.ts";

interface ServeOptions extends LimitOptions, AuthorFolders {
  port: number;
  host: string;
  allow?: AllowList;
  defaultConfig?: string;
  verbose: boolean;
  logfile?: string;
  savedata: boolean;
  savedataFolder: string;
  nameByProtocol: boolean;
  record?: string;
  crlf: boolean;
  json: boolean;
  noiseFolder: string;
  noiseMaxAge: number;
  threads: number;
  trace: boolean;
  taps?: string;
  spares: number;
  maxSessions: number;
  grace: number;
}

export const serve = new Command("serve")
  .summary("start the reconstruction server")
  .description(
    "Listens for MRD clients and reconstructs what they send, each in a process of its own. Ctrl-C lets running sessions finish.",
  )
  .option("-p, --port <port>", "port; 0 lets the system choose", portNumber, 9002)
  .option("-H, --host <address>", "address to listen on; 0.0.0.0 is every interface", "127.0.0.1")
  .addOption(allowed())
  .option(
    "-d, --defaultConfig <name>",
    "chain to run where a client's config is unknown (the client is told); without it, that is an error",
  )
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .option("-v, --verbose", "log more", false)
  .option("-l, --logfile <file>", "also log to this file")
  .option("--taps <folder>", "where taps of chains put what passes; without it, they save nothing")
  .option("--trace", "log what each step of a session took and made, and its time", false)
  .option("-s, --savedata", "save all incoming data", false)
  .addOption(savedataFolder())
  .option("--name-by-protocol", "name saved files by their protocol, which may tell who was measured", false)
  .option("--record <folder>", "keep the bytes of every session there, for larmor replay")
  .option("-m, --multiprocessing", "accepted for FIRE's sake: every session has its own process anyway")
  .option("-r, --crlf", "end log lines with CR LF", false)
  .option("--json", "log one JSON object a line", false)
  .addOption(noiseFolder())
  .addOption(noiseMaxAge())
  .addOption(threads())
  .option(
    "--spares <count>",
    "processes kept warm for the next clients; so many can begin at once without waiting for one",
    positiveNumber,
    1,
  )
  .addOption(maxSessions())
  .option("--grace <seconds>", "how long running sessions may go on after Ctrl-C or SIGTERM", wholeNumber, 30)
  .optionsGroup("Limits of a session:")
  .addOption(limitOptions.maxMessage)
  .addOption(limitOptions.maxText)
  .addOption(limitOptions.sessionMemory)
  .addOption(limitOptions.idleTimeout)
  .addOption(limitOptions.sessionTimeout)
  .addOption(limitOptions.hangTimeout)
  .action(async (options: ServeOptions) => {
    const [{ createLogger }, { sessionSupervisor }] = await Promise.all([
      import("../logging.ts"),
      import("../session-settings.ts"),
    ]);
    const logging = { verbose: options.verbose, file: options.logfile, crlf: options.crlf, json: options.json };
    const settings: SessionSettings = {
      logging,
      defaultConfig: options.defaultConfig,
      authors: { gadgets: options.gadgets, pipelines: options.pipelines },
      threads: options.threads,
      tapFolder: options.taps,
      trace: options.trace,
      noise: { folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge },
      limits: limitsFrom(options),
      saving: {
        folder: options.savedataFolder,
        always: options.savedata,
        nameByProtocol: options.nameByProtocol,
      },
      recordFolder: options.record,
    };
    if (options.defaultConfig !== undefined) {
      const { chainLibrary } = await import("../composition.ts");
      await chainLibrary(settings.authors).find(options.defaultConfig); // a mistake in it shows now, not at a client's
    }
    const log = createLogger(logging);
    warnOfRights(log);
    if (options.gadgets.length > 0) {
      const { installedGadgets } = await import("../composition.ts");
      for (const { name, module, clash } of installedGadgets(settings.authors).authors()) {
        if (clash === undefined) log.info(`gadget ${name}: ${module}`);
        else log.warn(clash);
      }
    }
    const supervisor = sessionSupervisor(options, settings, log);
    let asked = false;
    const stop = async (signal: string) => {
      if (asked) return supervisor.kill();
      asked = true;
      log.info(`${signal}: no more connections; once more ends running sessions at once`);
      await supervisor.stop(options.grace * 1000);
      log.info("stopped");
      process.exit(0);
    };
    process.on("SIGINT", () => void stop("SIGINT"));
    process.on("SIGTERM", () => void stop("SIGTERM"));

    const port = await supervisor.start();
    logListening(log, { host: options.host, port, allow: options.allow });
  });
