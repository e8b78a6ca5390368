import { basename } from "node:path";
import type { Logger } from "pino";
import { connect, type ExchangeSummary, exchange } from "../client/index.ts";
import { readText } from "../files/index.ts";
import { TransposeFixer } from "../formats/image-series/index.ts";
import type { MeasurementStream, WriteSummary } from "../formats/mrd-hdf5/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { counted } from "../text/index.ts";
import { convertFile } from "./convert-file.ts";
import { CommandError } from "./errors.ts";
import { logServerText } from "./logging/log-server-text.ts";
import { describeImagesLeftOut, imagesIn } from "./measurement-parts.ts";
import { defaultGroup, derivedName, describeChosenGroup, resultsName } from "./names.ts";
import { chainFileNearby } from "./nearby.ts";
import { describeIncomplete, describeMissingHeader, openMeasurement, reportRemarks } from "./open-measurement.ts";
import type { Results } from "./results.ts";
import { describeRest, describeResults, isMrdName, requireOtherGroup, resultsAt } from "./results-file.ts";
import { type ParameterOptions, parametersFor } from "./sending/parameters.ts";
import { SilenceReport } from "./sending/silence.ts";
import { TransferState } from "./sending/transfer-state.ts";
import { onInterruption } from "./terminal/interruption.ts";
import { Progress } from "./terminal/progress.ts";

export interface SendOptions extends ParameterOptions {
  readonly address: string;
  readonly port: number;
  /** Default: `<input>_results.h5`. */
  readonly outfile?: string;
  readonly inGroup?: string;
  /** Number of the measurement, in a file that is not HDF5. */
  readonly measurement?: number;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Replace the group to write, if there is one of its name. */
  readonly overwrite?: boolean;
  readonly sendWaveforms?: boolean;
  /** Also send images that are stored with readouts. */
  readonly sendImages?: boolean;
  /** Transpose images that are transposed compared with their series. */
  readonly fixTransposed?: boolean;
  /** Write the images as GIF, too. */
  readonly gif?: boolean;
  /** Show no progress. */
  readonly quiet?: boolean;
  /** Seconds for which the server may neither send nor accept data; 0, the default: forever. */
  readonly timeout?: number;
}

/** How a Larmor server says that a chain for images produced none. */
const LACKS_IMAGES = /^WARNING\s.* produced no image\s*$/;

type ExchangeRequest = Parameters<typeof exchange>[1];

/**
 * Sends a file to a server and saves what it sends back.
 * @returns number of failures: errors of the server, a missing CLOSE
 * @throws StorageError for a file that can't be read or written; ClientError
 */
export async function sendFile(input: string, options: SendOptions, log: Logger): Promise<number> {
  const measurement = await openMeasurement(input, { group: options.inGroup, measurement: options.measurement });
  try {
    return await sendMeasurement(measurement, input, options, log);
  } finally {
    await measurement.close();
  }
}

async function sendMeasurement(
  measurement: MeasurementStream,
  input: string,
  options: SendOptions,
  log: Logger,
): Promise<number> {
  const { group, groupCount, header, configAdditional, acquisitionCount, waveformCount, imageCount } =
    measurement.summary;
  const chosen = describeChosenGroup(options.inGroup, group, groupCount);
  if (chosen !== undefined) log.info(chosen);
  if (acquisitionCount + imageCount === 0)
    throw new CommandError("nothing-to-send", `group '${group}' has neither readouts nor images`);
  const waveforms = options.sendWaveforms ?? false;
  if (waveformCount > 0 && !waveforms) {
    log.info(`${counted(waveformCount, "waveform")} ${waveformCount === 1 ? "is" : "are"} not sent; -w sends them`);
  }
  const parts = { waveforms, images: acquisitionCount === 0 || (options.sendImages ?? false) };
  const leftOut = describeImagesLeftOut(measurement.summary, parts, "--send-images sends them");
  if (leftOut !== undefined) log.info(leftOut);
  const missing = describeMissingHeader(measurement.summary);
  if (missing !== undefined) log.warn(missing);
  const parameters = parametersFor(configAdditional, options, log);
  const config = options.configLocal
    ? ({ kind: "config-text", text: readText(options.configLocal) } as const)
    : ({ kind: "config-file", name: options.config } as const);
  const output = options.outfile ?? resultsName(input);
  if (options.gif && !isMrdName(output))
    throw new CommandError(
      "wrong-options",
      `--gif writes pictures of an MRD file; ${output} is none: give -o a name in .h5`,
    );
  const target = { group: options.outGroup ?? defaultGroup(), overwrite: options.overwrite ?? false, header };
  requireOtherGroup({ path: input, group }, { path: output, ...target });
  const results = await resultsAt(output, target, input);
  const request = { config, parameters, header, blocks: measurement.blocks(parts) };
  const state = new TransferState({ acquisitions: acquisitionCount, images: imagesIn(measurement.summary, parts) });
  const done = onInterruption(async () => {
    const written = await results.close({ evenIfEmpty: false });
    return `${state.text}; ${describeRest(written)}`;
  });
  try {
    const failures = await transfer(request, state, results, options, log);
    const isIncomplete = reportRemarks(measurement, (level, text) => log[level === "warning" ? "warn" : level](text));
    if (isIncomplete) log.error(describeIncomplete(input));
    return failures + Number(isIncomplete);
  } catch (error) {
    const written = await results.close({ evenIfEmpty: false });
    if (written !== undefined) log.warn(`${state.text}; ${describeRest(written)}`);
    throw error;
  } finally {
    done();
    await results.close({ evenIfEmpty: false });
  }
}

async function transfer(
  request: ExchangeRequest,
  state: TransferState,
  results: Results,
  options: SendOptions,
  log: Logger,
): Promise<number> {
  const timeoutSeconds = options.timeout ?? 0;
  const socket = await connect({
    host: options.address,
    port: options.port,
    timeoutSeconds,
    onRetry: (attempt, error) => log.warn(`no connection yet (attempt ${attempt}): ${error.message}`),
  });
  const chain = options.configLocal ? basename(options.configLocal) : options.config;
  log.info(`sending ${state.data} to chain '${chain}'`);
  const total = state.total.acquisitions + state.total.images;
  const progress = new Progress({ label: "sending", total, unit: state.unit }, options);
  const silence = new SilenceReport((seconds) => log.info(describeSilence(state, seconds)));
  const moved = () => {
    silence.moved();
    progress.update(state.count, ...state.details);
  };
  const fixer = options.fixTransposed ? new TransposeFixer() : undefined;
  let errors = 0;
  let isUnknown = false;
  let lacksImages = false;
  try {
    const summary = await exchange(socket, request, {
      timeoutSeconds,
      onData: (message) => {
        if (message.kind === "image" || message.kind === "dicom") state.receivedImages += 1;
        moved();
        results.append(fixer !== undefined && message.kind === "image" ? fixer.fix(message) : message);
        return results.drained();
      },
      onText: (text, kind) => {
        moved();
        errors += logServerText(log, text, kind);
        lacksImages ||= LACKS_IMAGES.test(text);
        isUnknown ||= /\[chain\/(unknown|not-a-name)\]\s*$/.test(text);
      },
      onSent: (sent) => {
        state.sent = sent;
        if (state.complete) progress.wait("waiting for the server");
        moved();
      },
    });
    progress.stop();
    reportTransfer(summary, log);
    const file = isUnknown && options.configLocal === undefined ? chainFileNearby(options.config) : undefined;
    if (file !== undefined) log.info(`${file} is here, but not on the server: -C ${file} sends its text`);
    if (!summary.complete) log.warn("the server ended before all data were sent");
    const written = await results.close({ evenIfEmpty: errors === 0 && !lacksImages && summary.closed });
    for (const line of results.dicom.describe()) log.info(line);
    for (const line of written === undefined ? [] : describeResults(written)) log.info(line);
    if (options.gif && (written?.series.length ?? 0) > 0) await writePictures(written!, log);
    return errors + reportEnd(errors, lacksImages, summary, log);
  } finally {
    silence.stop();
    progress.stop();
  }
}

/** Writes the images of a group as GIF next to their file, named as FIRE's mrd2gif names them. */
async function writePictures({ path, group }: WriteSummary, log: Logger): Promise<void> {
  const name = group.replace(/[^\p{L}\p{N} ._-]/gu, "").replaceAll(" ", "_");
  const report = (level: LogLevel, text: string) => log[level === "warning" ? "warn" : level](text);
  await convertFile(path, derivedName(path, `${name}.gif`), { group, overwrite: true }, report);
}

/** What a silent server is waited for. */
function describeSilence({ complete, text, receivedImages }: TransferState, seconds: number): string {
  const what = complete ? "its results" : "it to take more data";
  return `waiting for the server, which is silent for ${seconds} s: for ${what}; ${text}, ${counted(receivedImages, "image")} received`;
}

/** Logs how a transfer failed, so that the last line says it too. @returns number of failures besides the errors */
function reportEnd(errors: number, lacksImages: boolean, { closed }: ExchangeSummary, log: Logger): number {
  if (!closed) log.error("failed: the server ended the connection without CLOSE: the results may be incomplete");
  else if (errors > 0) log.error(`failed: the server reported ${counted(errors, "error")}, see above`);
  else if (lacksImages) log.error("failed: no image came back, see the server's warning above");
  return Number(!closed || lacksImages);
}

function reportTransfer({ sent, received }: ExchangeSummary, log: Logger): void {
  for (const kind of ["acquisitions", "images", "waveforms"] as const) {
    log.info(
      `sent ${String(sent[kind]).padStart(6)} ${kind.padEnd(12)} | received ${String(received[kind]).padStart(6)} ${kind}`,
    );
  }
}
