import {
  acceptedKinds,
  type Chain,
  type ChainEnvironment,
  Credit,
  drive,
  instantiate,
  requireAccepted,
  Trace,
  takesReadoutsAtOnce,
  traceLines,
  withParameters,
} from "../chain/index.ts";
import type { MeasurementStream, MrdBlock, WriteSummary } from "../formats/mrd-hdf5/index.ts";
import type { Message, TellLevel } from "../gadget-api/index.ts";
import { MessageReader, parseHeaderIfXml } from "../mrd/index.ts";
import { TapFolder } from "../session/index.ts";
import { chainNamed } from "./chain-named.ts";
import { noiseStore, workerPool } from "./composition.ts";
import { defaultGroup, resultsName } from "./names.ts";
import { version } from "./package-root.ts";
import { ResultsFile } from "./results-file.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";
import { machineMostBytes } from "./settings/limits.ts";

export interface RunOptions extends AuthorFolders {
  /** A chain's name, or the path of a file in YAML, or in Gadgetron's XML. */
  readonly config: string;
  /** Default: `<input>_results.h5`. */
  readonly output?: string;
  readonly inGroup?: string;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Where noise is kept from one measurement to the next, and for how long. */
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  /** Threads to compute with. */
  readonly threads: number;
  /** Where taps put what passes. */
  readonly taps?: string;
  /** Whether to tell, in the end, what each step did. */
  readonly trace?: boolean;
  /** Values of the chain's parameters. */
  readonly parameter: Readonly<Record<string, string>>;
}

/**
 * Runs a chain over a measurement and saves what it makes, with the header copied over.
 * @param opening of the input, which may go on meanwhile; whoever opened it closes it
 * @throws ChainError, UnknownChainError, ParameterError, NotAcceptedError, StepError, StorageError
 */
export async function runFile(
  input: string,
  opening: Promise<MeasurementStream>,
  options: RunOptions,
  tell: (level: TellLevel, text: string) => void,
): Promise<WriteSummary> {
  const { chain, warnings } = withParameters(await chainNamed(options.config, options, tell), options.parameter);
  for (const warning of warnings) tell("warning", warning);
  const measurement = await opening;
  const results = await ResultsFile.at(options.output ?? resultsName(input), {
    group: options.outGroup ?? defaultGroup(),
    header: measurement.summary.header,
  });
  const pool = workerPool(options.threads);
  try {
    const noise = noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge });
    const trace = options.trace ? new Trace() : undefined;
    const taps = new TapFolder(options.taps ?? ".", 0);
    await reconstruct(measurement, chain, results, { pool, noise, taps, tell, trace });
    for (const line of traceLines(trace?.times ?? [])) tell("info", line);
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
  environment: Pick<ChainEnvironment, "pool" | "noise" | "taps" | "tell" | "trace">,
): Promise<void> {
  const { header: text, acquisitionCount, imageCount } = measurement.summary;
  if (acquisitionCount > 0) requireAccepted(chain, "acquisition");
  if (imageCount > 0) requireAccepted(chain, "image");
  const header = text === undefined ? undefined : parseHeaderIfXml(text);
  const credit = new Credit();
  const reusedMemory = takesReadoutsAtOnce(chain);
  const drained = () => results.drained();
  const operator = instantiate(chain, {
    ...environment,
    header,
    headerText: text ?? "",
    version,
    credit,
    drained,
    reusedMemory,
    mostBytes: machineMostBytes,
  });
  const waveforms = acceptedKinds(chain).has("waveform");
  const reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
  reader.reuseReadoutMemory = reusedMemory;
  await drive(messagesOf(measurement.blocks({ waveforms }), reader), operator, credit, {
    write: (message) => results.append(storable(message)),
    drained,
  });
}

/** What a file holds are readouts, waveforms and images alone. */
async function* messagesOf(blocks: AsyncIterable<MrdBlock>, reader: MessageReader): AsyncGenerator<Iterable<Message>> {
  for await (const { bytes } of blocks) yield reader.push(bytes) as Iterable<Message>;
}

function storable(message: Message) {
  if (message.kind === "acquisition" || message.kind === "image" || message.kind === "waveform") return message;
  throw new TypeError(`a ${message.kind} can't be saved`);
}
