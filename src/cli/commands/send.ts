import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import type { Logger } from "pino";
import { connect, type ExchangeSummary, exchange, measurementOf, withoutConfig } from "../../client/index.ts";
import { MrdFile, MrdFileWriter, type MrdGroup, type WriteSummary } from "../../storage/index.ts";
import { wholeNumber } from "../arguments.ts";
import { createLogger } from "../logging.ts";
import { defaultGroup, resultsName } from "../names.ts";
import { TransferBar } from "../transfer-bar.ts";

interface SendOptions {
  address: string;
  port: number;
  outfile?: string;
  inGroup?: string;
  outGroup?: string;
  config: string;
  configLocal?: string;
  sendWaveforms: boolean;
  verbose: boolean;
  logfile?: string;
  quiet: boolean;
  ignoreJsonConfig: boolean;
}

export const send = new Command("send")
  .summary("send a file to a server and save what comes back")
  .description(
    "Sends the readouts, waveforms or images of an MRD file to a server and saves what it sends back, with the header copied over.",
  )
  .argument("<input>", "MRD file")
  .option("-a, --address <host>", "address of the server", "localhost")
  .option("-p, --port <port>", "port of the server", wholeNumber, 9002)
  .option("-o, --outfile <file>", "output file (default: <input>_results.h5)")
  .option("-g, --in-group <group>", "group to send, where the file has several")
  .option("-G, --out-group <group>", "group to write (default: date and time)")
  .option("-c, --config <name>", "chain that the server is to run", "cartesian")
  .option("-C, --config-local <file>", "send this file as the chain's text instead")
  .option("-w, --send-waveforms", "send waveforms too, in the order of their time stamps", false)
  .option("-v, --verbose", "say more", false)
  .option("-l, --logfile <file>", "also log to this file")
  .option("-q, --quiet", "print nothing but errors", false)
  .option("--ignore-json-config", "leave the choice of a chain out of the JSON parameters (as -c does)", false)
  .addHelpText(
    "after",
    `
JSON parameters come from <config>.json in the working folder, or else from the input's configAdditional.
Exit status: 0 when all went well; 1 when the server reported an error, could not be reached, or did not end with CLOSE.`,
  )
  .action(async (input: string, options: SendOptions, command: Command) => {
    const log = createLogger({
      verbose: options.verbose,
      file: options.logfile,
      crlf: false,
      json: false,
      quiet: options.quiet,
    });
    const file = await MrdFile.open(input);
    try {
      const group = file.group(options.inGroup);
      const named = command.getOptionValueSource("config") === "cli";
      const failures = await transfer(
        group,
        input,
        { ...options, ignoreJsonConfig: options.ignoreJsonConfig || named },
        log,
      );
      if (failures > 0) process.exitCode = 1;
    } finally {
      file.close();
    }
  });

/** @returns how many things went wrong */
async function transfer(group: MrdGroup, input: string, options: SendOptions, log: Logger): Promise<number> {
  const measurement = measurementOf(group, { waveforms: options.sendWaveforms });
  const { acquisitionCount, waveformCount } = group;
  if (acquisitionCount + measurement.imageCount === 0)
    throw new Error(`group '${group.name}' has neither readouts nor images`);
  if (waveformCount > 0 && !options.sendWaveforms) log.info(`${waveformCount} waveforms are left out; -w sends them`);
  const parameters = parametersFor(group, options, log);
  const config = options.configLocal
    ? ({ kind: "config-text", text: readFileSync(options.configLocal, "utf8") } as const)
    : ({ kind: "config-file", name: options.config } as const);

  const socket = await connect({
    host: options.address,
    port: options.port,
    onRetry: (attempt, error) => log.warn(`no connection yet (attempt ${attempt}): ${error.message}`),
  });
  const output = options.outfile ?? resultsName(input);
  const writer = await MrdFileWriter.create(output, { group: options.outGroup ?? defaultGroup() });
  if (group.header !== undefined) writer.writeHeader(group.header);

  const chain = options.configLocal ? basename(options.configLocal) : options.config;
  log.info(`sending ${acquisitionCount} readouts and ${measurement.imageCount} images to chain '${chain}'`);
  const bar = new TransferBar(acquisitionCount + measurement.imageCount, options.quiet);
  let errors = 0;
  try {
    const summary = await exchange(
      socket,
      { config, parameters, measurement },
      {
        onData: (message) => writer.append(message),
        onText: (text) => {
          bar.interrupt();
          errors += say(log, text);
        },
        onSent: (sent) => bar.update(sent),
      },
    );
    bar.stop();
    return errors + report(summary, writer.close(), log);
  } finally {
    bar.stop();
    writer.close();
  }
}

function parametersFor(group: MrdGroup, options: SendOptions, log: Logger): string | undefined {
  const beside = `${options.config}.json`;
  const local = options.configLocal === undefined && existsSync(beside);
  const json = local ? readFileSync(beside, "utf8") : group.configAdditional;
  if (json === undefined) return undefined;
  log.info(`sending the parameters of ${local ? beside : "the file's configAdditional"}`);
  if (!options.ignoreJsonConfig) return json;
  const { json: without, removed } = withoutConfig(json);
  for (const config of removed) log.warn(`they choose the chain '${config}', which is ignored`);
  return without;
}

/** Shows a line of the server at its level. @returns 1 for an error */
function say(log: Logger, text: string): number {
  const [, level = "", line] = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL|DBG|WRN|ERR)?\s*(.*)$/s.exec(text)!;
  if (/^(ERR|CRIT)/.test(level)) {
    log.error(`server: ${line}`);
    return 1;
  }
  if (/^W/.test(level)) log.warn(`server: ${line}`);
  else if (/^D/.test(level)) log.debug(`server: ${line}`);
  else log.info(`server: ${line}`);
  return 0;
}

/** @returns 1 if the exchange is not complete */
function report({ sent, received, closed }: ExchangeSummary, written: WriteSummary, log: Logger): number {
  for (const kind of ["acquisitions", "images", "waveforms"] as const) {
    log.info(
      `sent ${String(sent[kind]).padStart(6)} ${kind.padEnd(12)} | received ${String(received[kind]).padStart(6)} ${kind}`,
    );
  }
  for (const { name, count } of written.series) log.info(`${count} images in series ${name}`);
  log.info(`results are in ${written.path}, group '${written.group}'`);
  if (!closed) log.error("the server ended the connection without CLOSE: the results may be incomplete");
  return closed ? 0 : 1;
}
