import { type Chain, type MessageSource, type RunServices, requireAccepted, runChain } from "../chain/index.ts";
import { Trace, traceLines } from "../chain/observe/index.ts";
import { withParameters } from "../chain/text/index.ts";
import type { MeasurementStream, MrdBlock, WriteSummary } from "../formats/mrd-hdf5/index.ts";
import type { LogLevel, Message } from "../gadget-api/index.ts";
import { encodeMessage } from "../gadget-api/kinds/index.ts";
import { MessageReader } from "../mrd/index.ts";
import { TapFolder } from "../session/index.ts";
import { chainNamed } from "./chain-named.ts";
import { noiseStore, workerPool } from "./composition.ts";
import { defaultGroup, resultsName } from "./names.ts";
import { describeMissingHeader } from "./open-measurement.ts";
import { version } from "./package-root.ts";
import { ResultsFile } from "./results-file.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";
import { machineMostBytes } from "./settings/limits.ts";

export interface RunFileOptions extends AuthorFolders {
  /** A chain's name, or the path of a file in YAML, or in Gadgetron's XML. */
  readonly config: string;
  /** Default: `<input>_results.h5`. */
  readonly output?: string;
  readonly inGroup?: string;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Where noise is stored for later measurements, and for how long. */
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  /** Number of threads to compute with. */
  readonly threads: number;
  /** Where taps save messages. */
  readonly taps?: string;
  /** Whether to print at the end what each step did. */
  readonly trace?: boolean;
  /** Values of the chain's parameters. */
  readonly parameter: Readonly<Record<string, string>>;
}

/**
 * Runs a chain over a measurement and saves its results together with the header.
 * @param opening the input, which may still be opening; the caller closes it
 * @throws ChainError, UnknownChainError, ParameterError, NotAcceptedError, StepError, StorageError
 */
export async function runFile(
  input: string,
  opening: Promise<MeasurementStream>,
  options: RunFileOptions,
  report: (level: LogLevel, text: string) => void,
): Promise<WriteSummary> {
  const { chain, warnings } = withParameters(await chainNamed(options.config, options, report), options.parameter);
  for (const warning of warnings) report("warning", warning);
  const measurement = await opening;
  const missing = describeMissingHeader(measurement.summary);
  if (missing !== undefined) report("warning", missing);
  const results = await ResultsFile.at(options.output ?? resultsName(input), {
    group: options.outGroup ?? defaultGroup(),
    header: measurement.summary.header,
  });
  const pool = workerPool(options.threads);
  try {
    const noise = noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge });
    const trace = options.trace ? new Trace() : undefined;
    const taps = new TapFolder(options.taps ?? ".", 0);
    await reconstruct(measurement, chain, results, { pool, noise, taps, report, trace });
    for (const line of traceLines(trace?.times ?? [])) report("info", line);
    return (await results.close({ evenIfEmpty: true }))!;
  } finally {
    await pool.close();
    await results.close({ evenIfEmpty: false });
  }
}

async function reconstruct(
  measurement: MeasurementStream,
  chain: Chain,
  results: ResultsFile,
  services: Pick<RunServices, "pool" | "noise" | "taps" | "report" | "trace">,
): Promise<void> {
  const { header, acquisitionCount, imageCount } = measurement.summary;
  if (acquisitionCount > 0) requireAccepted(chain, "acquisition");
  if (imageCount > 0) requireAccepted(chain, "image");
  const reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
  const source: MessageSource = ({ accepted, reusesReadouts }) => {
    reader.reuseReadoutMemory = reusesReadouts;
    return messagesOf(measurement.blocks({ waveforms: accepted.has("waveform") }), reader);
  };
  const sink = {
    write: (message: Message) => {
      for (const record of recordsOf(message)) results.append(record);
    },
    drained: () => results.drained(),
  };
  await runChain(chain, source, sink, { ...services, headerText: header, version, maxBytes: machineMostBytes });
}

/** The messages of a file, which contains only readouts, waveforms and images. */
async function* messagesOf(blocks: AsyncIterable<MrdBlock>, reader: MessageReader): AsyncGenerator<Iterable<Message>> {
  for await (const { bytes } of blocks) yield reader.push(bytes) as Iterable<Message>;
}

function recordsOf(message: Message) {
  const encoded = encodeMessage(message);
  if (encoded !== undefined && "records" in encoded) return encoded.records;
  throw new TypeError(`a ${message.kind} can't be saved`);
}
