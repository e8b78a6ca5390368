import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Logger } from "pino";
import { connect, type ExchangeSummary, exchange, withoutConfig, withTrace } from "../client/index.ts";
import type { MeasurementStream } from "../formats/mrd-hdf5/index.ts";
import { CommandError } from "./errors.ts";
import { logServerText } from "./logging/log-server-text.ts";
import { defaultGroup, resultsName } from "./names.ts";
import { chainFileNearby } from "./nearby.ts";
import { describeMissingHeader, openMeasurement } from "./open-measurement.ts";
import { describeResults, ResultsFile } from "./results-file.ts";
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
  /** A file with the text of a chain, sent instead of the name. */
  readonly configLocal?: string;
  readonly sendWaveforms?: boolean;
  /** Remove the choice of a chain from the JSON parameters. */
  readonly ignoreJsonConfig?: boolean;
  readonly quiet?: boolean;
  /** Ask what each step of the chain did. */
  readonly trace?: boolean;
}

/**
 * Sends a file to a server and saves what it sends back.
 * @returns number of failures: errors of the server, a missing CLOSE
 * @throws StorageError for a file that can't be read or written; ClientError
 */
export async function sendFile(input: string, options: SendOptions, log: Logger): Promise<number> {
  const measurement = await openMeasurement(input, options.inGroup);
  try {
    return await transfer(measurement, input, options, log);
  } finally {
    await measurement.close();
  }
}

async function transfer(
  measurement: MeasurementStream,
  input: string,
  options: SendOptions,
  log: Logger,
): Promise<number> {
  const waveforms = options.sendWaveforms ?? false;
  const { group, header, configAdditional, acquisitionCount, waveformCount, imageCount } = measurement.summary;
  if (acquisitionCount + imageCount === 0)
    throw new CommandError("nothing-to-send", `group '${group}' has neither readouts nor images`);
  if (waveformCount > 0 && !waveforms) log.info(`${waveformCount} waveforms are not sent; -w sends them`);
  const missing = describeMissingHeader(measurement.summary);
  if (missing !== undefined) log.warn(missing);
  const parameters = parametersFor(configAdditional, options, log);
  const config = options.configLocal
    ? ({ kind: "config-text", text: readFileSync(options.configLocal, "utf8") } as const)
    : ({ kind: "config-file", name: options.config } as const);
  const results = await ResultsFile.at(options.outfile ?? resultsName(input), {
    group: options.outGroup ?? defaultGroup(),
    header,
  });
  const socket = await connect({
    host: options.address,
    port: options.port,
    onRetry: (attempt, error) => log.warn(`no connection yet (attempt ${attempt}): ${error.message}`),
  });

  const chain = options.configLocal ? basename(options.configLocal) : options.config;
  log.info(`sending ${acquisitionCount} readouts and ${imageCount} images to chain '${chain}'`);
  const bar = new TransferBar(acquisitionCount + imageCount, options.quiet ?? false);
  let errors = 0;
  let isUnknown = false;
  try {
    const summary = await exchange(
      socket,
      { config, parameters, header, blocks: measurement.blocks({ waveforms }) },
      {
        onData: (message) => {
          results.append(message);
          return results.drained();
        },
        onText: (text, kind) => {
          bar.interrupt();
          errors += logServerText(log, text, kind);
          isUnknown ||= /\[chain\/(unknown|not-a-name)\]\s*$/.test(text);
        },
        onSent: (sent) => bar.update(sent),
      },
    );
    bar.stop();
    reportTransfer(summary, log);
    const file = isUnknown && options.configLocal === undefined ? chainFileNearby(options.config) : undefined;
    if (file !== undefined) log.info(`${file} is here, but not on the server: -C ${file} sends its text`);
    if (!summary.complete) log.warn("the server ended before all data were sent");
    const written = await results.close({ evenIfEmpty: errors === 0 && summary.closed });
    for (const line of written === undefined ? [] : describeResults(written)) log.info(line);
    if (summary.closed) return errors;
    log.error("the server ended the connection without CLOSE: the results may be incomplete");
    return errors + 1;
  } finally {
    bar.stop();
    await results.close({ evenIfEmpty: false });
  }
}

function parametersFor(configAdditional: string | undefined, options: SendOptions, log: Logger): string | undefined {
  const file = `${options.config}.json`;
  const local = options.configLocal === undefined && existsSync(file);
  const parameters = local ? readFileSync(file, "utf8") : configAdditional;
  const origin = local ? file : "the file's configAdditional";
  const json = options.trace ? withTrace(parameters, origin) : parameters;
  if (parameters === undefined || json === undefined) return json;
  const { json: without, removed } = withoutConfig(json, origin);
  log.info(`sending the parameters of ${origin}`);
  if (!options.ignoreJsonConfig) return json;
  for (const config of removed) log.warn(`they select the chain '${config}', which is ignored`);
  return without;
}

function reportTransfer({ sent, received }: ExchangeSummary, log: Logger): void {
  for (const kind of ["acquisitions", "images", "waveforms"] as const) {
    log.info(
      `sent ${String(sent[kind]).padStart(6)} ${kind.padEnd(12)} | received ${String(received[kind]).padStart(6)} ${kind}`,
    );
  }
}
