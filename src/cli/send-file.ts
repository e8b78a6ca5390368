import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Logger } from "pino";
import { connect, type ExchangeSummary, exchange, measurementOf, withoutConfig } from "../client/index.ts";
import { MrdFile, MrdFileWriter, type MrdGroup, type WriteSummary } from "../storage/index.ts";
import { defaultGroup, resultsName } from "./names.ts";
import { TransferBar } from "./transfer-bar.ts";

export interface SendOptions {
  readonly address: string;
  readonly port: number;
  /** Default: `<input>_results.h5`. */
  readonly outfile?: string;
  readonly inGroup?: string;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** A chain's name. */
  readonly config: string;
  /** A file with a chain's text, sent instead of the name. */
  readonly configLocal?: string;
  readonly sendWaveforms?: boolean;
  /** Leave the choice of a chain out of the JSON parameters. */
  readonly ignoreJsonConfig?: boolean;
  readonly quiet?: boolean;
}

/**
 * Sends a file to a server and saves what comes back.
 * @returns how many things went wrong: error lines of the server, a missing CLOSE
 * @throws StorageError for a file that can't be read or written; Error if there is no server
 */
export async function sendFile(input: string, options: SendOptions, log: Logger): Promise<number> {
  const file = await MrdFile.open(input);
  try {
    return await transfer(file.group(options.inGroup), input, options, log);
  } finally {
    file.close();
  }
}

async function transfer(group: MrdGroup, input: string, options: SendOptions, log: Logger): Promise<number> {
  const measurement = measurementOf(group, { waveforms: options.sendWaveforms ?? false });
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
  const writer = await MrdFileWriter.create(output, { group: options.outGroup ?? defaultGroup() }).catch((error) => {
    socket.destroy();
    throw error;
  });
  if (group.header !== undefined) writer.writeHeader(group.header);

  const chain = options.configLocal ? basename(options.configLocal) : options.config;
  log.info(`sending ${acquisitionCount} readouts and ${measurement.imageCount} images to chain '${chain}'`);
  const bar = new TransferBar(acquisitionCount + measurement.imageCount, options.quiet ?? false);
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
