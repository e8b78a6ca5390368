import { Command } from "commander";
import type { ServeOptions } from "../../app/serving/run-server.ts";
import {
  allowed,
  clientSteps,
  dataFolder,
  gadgetFolders,
  httpAddress,
  httpNames,
  httpToken,
  maxSessions,
  noiseFolder,
  noiseMaxAge,
  pipelineFolders,
  portNumber,
  positiveNumber,
  refuseEmptyTexts,
  savedataFolder,
  threads,
  wholeNumber,
} from "../arguments.ts";
import { limitOptions } from "../limit-options.ts";

export const serve = new Command("serve")
  .summary("start the reconstruction server")
  .description(
    "Listens for MRD clients and reconstructs what they send, each in a process that serves no other at the same time. Ctrl-C lets running sessions finish.",
  )
  .option("--settings <file>", "YAML file of settings: the long names of these options, in kebab-case")
  .option("-p, --port <port>", "port; 0 lets the system choose", portNumber, 9002)
  .option("-H, --host <address>", "address to listen on; 0.0.0.0: all interfaces", "127.0.0.1")
  .addOption(allowed())
  .option(
    "-d, --defaultConfig <name>",
    "chain to run if a client's config is unknown, with a warning to the client; by default, this is an error",
  )
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .addOption(clientSteps())
  .option("-v, --verbose", "log more", false)
  .option("-l, --logfile <file>", "also log to this file")
  .option("--taps <folder>", "where taps of chains save messages; by default, they save nothing")
  .option("--trace", "log the input, output and time of each step", false)
  .option("-s, --savedata", "save all incoming data", false)
  .addOption(savedataFolder())
  .option("--name-by-protocol", "name saved files after their protocol, which may identify the patient", false)
  .option("--record <folder>", "record the bytes of every session there, for larmor replay")
  .option(
    "-m, --multiprocessing",
    "accepted for compatibility with FIRE; no two sessions run in one process at the same time anyway",
  )
  .option("-r, --crlf", "end log lines with CR LF", false)
  .option("--json", "log one JSON object per line", false)
  .addOption(noiseFolder())
  .addOption(noiseMaxAge())
  .addOption(threads())
  .option(
    "--standby <count>",
    "processes kept ready for the next clients, so that at least this many can start at the same time without waiting",
    positiveNumber,
    1,
  )
  .option(
    "--sessions-per-process <count>",
    "sessions that a process serves at most, one after the other; it ends earlier after third-party gadgets or a failure",
    positiveNumber,
    100,
  )
  .addOption(maxSessions())
  .addOption(httpAddress())
  .addOption(httpToken())
  .addOption(httpNames())
  .addOption(dataFolder())
  .option(
    "--edit",
    "let the page of --http change the chains of --pipelines, and run chains over the files of --data",
    false,
  )
  .option("--show-patient", "show the patient's name and ID on the page of --http", false)
  .option("--grace <seconds>", "how long running sessions may continue after Ctrl-C or SIGTERM", wholeNumber, 30)
  .optionsGroup("Limits of a session:")
  .addOption(limitOptions.maxMessage)
  .addOption(limitOptions.maxText)
  .addOption(limitOptions.sessionMemory)
  .addOption(limitOptions.configTimeout)
  .addOption(limitOptions.idleTimeout)
  .addOption(limitOptions.sessionTimeout)
  .addOption(limitOptions.hangTimeout)
  .addHelpText(
    "after",
    "\nEach option can also be set by an environment variable, such as LARMOR_PORT for --port, or in the file of --settings\n" +
      "(or LARMOR_SETTINGS), as `port: 9002`. The command line overrides the variables, which override the file.\n" +
      "SIGTERM and Ctrl-C let running sessions finish; SIGHUP reopens the log file.",
  )
  .action(async (options: ServeOptions, command: Command) => {
    const { completeSettings } = await import("../../app/settings/settings.ts");
    const origins = await completeSettings(command, process.env);
    const { runServer } = await import("../../app/serving/run-server.ts");
    await runServer(options, origins);
  });

refuseEmptyTexts(serve);
