import {
  type Chain,
  hasThirdPartySteps,
  type MessageSource,
  type RunServices,
  requireAccepted,
  runChain,
  type SourceMessage,
} from "../chain/index.ts";
import { Trace, traceLines } from "../chain/observe/index.ts";
import type { MeasurementParts, MeasurementStream, MrdBlock } from "../formats/mrd-hdf5/index.ts";
import type { LogLevel, Message } from "../gadget-api/index.ts";
import { encodeMessage } from "../gadget-api/kinds/index.ts";
import { messageMemory } from "../gadget-api/services/index.ts";
import { producesImages, whyNoImages } from "../inspect/explain/index.ts";
import { MessageReader } from "../mrd/index.ts";
import { forgetLargePages } from "../processes/index.ts";
import { TapFolder } from "../session/index.ts";
import { counted } from "../text/index.ts";
import { chainWithParameters } from "./chain-with-parameters.ts";
import { CommandGuard } from "./command-guard.ts";
import { noiseStore, workerPool } from "./composition.ts";
import { dryRunFile } from "./dry-run-file.ts";
import { CommandError } from "./errors.ts";
import { describeImagesLeftOut, imagesIn, partsFor } from "./measurement-parts.ts";
import { defaultGroup, describeChosenGroup, resultsName } from "./names.ts";
import { describeMissingHeader, reportRemarks } from "./open-measurement.ts";
import { version } from "./package-root.ts";
import type { Results, ResultsSummary } from "./results.ts";
import { describeRest, requireOtherGroup, resultsAt } from "./results-file.ts";
import { type RunProgress, RunState } from "./run-state.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";
import { machineMostBytes } from "./settings/limits.ts";
import { onInterruption } from "./terminal/interruption.ts";

export interface RunFileOptions extends AuthorFolders {
  /** A chain's name, or the path of a file in YAML, or in Gadgetron's XML. */
  readonly config: string;
  /** Default: `<input>_results.h5`. */
  readonly output?: string;
  readonly inGroup?: string;
  /** Number of the measurement, in a file that is not HDF5. */
  readonly measurement?: number;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Replace the group to write, if there is one of its name. */
  readonly overwrite?: boolean;
  /** Where noise is stored for later measurements, and for how long. */
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  /** Number of threads to compute with. */
  readonly threads: number;
  /** Where taps save messages. */
  readonly taps?: string;
  /** Whether to print at the end what each step did. */
  readonly trace?: boolean;
  /** How long a third-party gadget may compute without a pause, or keep the chain waiting, in seconds; 0: forever. */
  readonly hangTimeout: number;
  /** Values of the chain's parameters. */
  readonly parameter: Readonly<Record<string, string>>;
  /** Called while the input is read. */
  onProgress?(progress: RunProgress): void;
}

export interface RunSummary extends ResultsSummary {
  /** Whether the input is damaged or truncated: only what comes before was processed. */
  readonly isIncomplete: boolean;
}

/**
 * Runs a chain over a measurement and saves its results together with the header.
 * @param opening the input, which may still be opening; the caller closes it
 * @throws ChainError, UnknownChainError, ParameterError, NotAcceptedError, StepError, StorageError; CommandError
 * `no-images`
 */
export async function runFile(
  input: string,
  opening: Promise<MeasurementStream>,
  options: RunFileOptions,
  report: (level: LogLevel, text: string) => void,
): Promise<RunSummary> {
  forgetLargePages(); // src/entries/larmor.sh has asked for them, and not for those of the steps' programs.
  const chain = await chainWithParameters(options, report);
  const measurement = await opening;
  const { group, groupCount, header } = measurement.summary;
  const chosen = describeChosenGroup(options.inGroup, group, groupCount);
  if (chosen !== undefined) report("info", chosen);
  const missing = describeMissingHeader(measurement.summary);
  if (missing !== undefined) report("warning", missing);
  const output = options.output ?? resultsName(input);
  const target = { group: options.outGroup ?? defaultGroup(), overwrite: options.overwrite ?? false, header };
  requireOtherGroup({ path: input, group }, { path: output, ...target });
  const results = await resultsAt(output, target, input);
  const parts = partsFor(chain, measurement.summary);
  const leftOut = describeImagesLeftOut(measurement.summary, parts, "the chain takes readouts");
  if (leftOut !== undefined) report("info", leftOut);
  const state = new RunState(measurement.summary, parts, options.onProgress);
  const done = onInterruption(async () => {
    const written = await results.close({ evenIfEmpty: false });
    return `${state.text}; ${describeRest(written)}`;
  });
  const pool = workerPool(options.threads, 1); // The thread that reads the file has a core, too.
  try {
    const noise = noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge });
    const trace = options.trace ? new Trace() : undefined;
    const taps = new TapFolder(options.taps ?? ".", 0);
    const services = { pool, noise, taps, report, trace, hangSeconds: options.hangTimeout };
    await guarded(chain, options.hangTimeout, (guard) =>
      reconstruct(measurement, parts, chain, results, state, { ...services, ...guard }),
    );
    for (const line of traceLines(trace?.times ?? [])) report("info", line);
    for (const line of results.dicom.describe()) report("info", line);
    const isIncomplete = reportRemarks(measurement, report);
    if (state.resultCount === 0) await requireNoneExpected(input, chain, { ...options, inGroup: group });
    return { ...(await results.close({ evenIfEmpty: true }))!, isIncomplete };
  } catch (error) {
    const written = await results.close({ evenIfEmpty: false });
    if (written !== undefined) report("warning", `the run failed; ${describeRest(written)}`);
    throw error;
  } finally {
    done();
    await pool.close();
  }
}

/** Runs a chain under a guard if it has third-party gadgets. */
async function guarded(
  chain: Chain,
  hangSeconds: number,
  run: (services: Pick<RunServices, "currentStep" | "signal">) => Promise<void>,
): Promise<void> {
  if (!hasThirdPartySteps(chain)) return run({});
  const guard = new CommandGuard(hangSeconds);
  const { currentStep, signal } = guard;
  const failure = await run({ currentStep, signal }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await guard.end();
  if (failure !== undefined) throw failure.error;
}

async function reconstruct(
  measurement: MeasurementStream,
  parts: MeasurementParts,
  chain: Chain,
  results: Results,
  state: RunState,
  services: Omit<RunServices, "headerText" | "version" | "maxBytes" | "imageMemory">,
): Promise<void> {
  const { group, header, acquisitionCount } = measurement.summary;
  const imageCount = imagesIn(measurement.summary, parts);
  if (acquisitionCount > 0) requireAccepted(chain, "acquisition");
  if (imageCount > 0) requireAccepted(chain, "image");
  if (acquisitionCount + imageCount === 0 && producesImages(chain))
    throw new CommandError("nothing-to-send", `group '${group}' has neither readouts nor images`);
  const reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
  const source: MessageSource = ({ reusesReadouts }) => {
    reader.reuseReadoutMemory = reusesReadouts;
    const blocks = state.following(measurement.blocks(parts));
    // Each step of a trace looks at the samples.
    return messagesOf(blocks, reader, reusesReadouts && services.trace === undefined);
  };
  const imageMemory = messageMemory(services.pool);
  const sink = {
    write: (message: Message) => {
      if (message.kind === "dicom") results.append(message);
      for (const record of recordsOf(message)) {
        const isWritten = results.append(record);
        if (isWritten && record.kind === "image" && record.data instanceof Float32Array)
          imageMemory.release(record.data);
      }
      state.made(message);
    },
    drained: () => results.drained(),
  };
  try {
    await runChain(chain, source, sink, {
      ...services,
      headerText: header,
      version,
      maxBytes: machineMostBytes,
      imageMemory,
    });
  } finally {
    state.stop();
  }
}

/** @throws CommandError `no-images` if there should have been images, with the step that lost them */
async function requireNoneExpected(input: string, chain: Chain, options: RunFileOptions): Promise<void> {
  if (!producesImages(chain)) return;
  const run = await dryRunFile(input, chain, options);
  if (run.imageData === 0) return;
  const reason = whyNoImages(chain, run) ?? `${counted(run.imageData, "message")} produced no image`;
  throw new CommandError("no-images", reason);
}

/** The messages of a file, which contains only readouts, waveforms and images. */
async function* messagesOf(
  blocks: AsyncIterable<MrdBlock>,
  reader: MessageReader,
  inPlace: boolean,
): AsyncGenerator<Iterable<SourceMessage>> {
  for await (const { bytes } of blocks) {
    yield (inPlace ? reader.pushInPlace(bytes) : reader.push(bytes)) as Iterable<SourceMessage>;
    reader.copyRest();
  }
}

function recordsOf(message: Message) {
  const encoded = encodeMessage(message);
  if (encoded !== undefined && "records" in encoded) return encoded.records;
  throw new TypeError(`a ${message.kind} can't be saved`);
}
