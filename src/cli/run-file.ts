import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { acceptedKinds, type Chain, drive, instantiate, requireAccepted, withParameters } from "../chain/index.ts";
import { measurementOf } from "../client/index.ts";
import { Credit, type Message, type TellLevel } from "../gadget/index.ts";
import { parseHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import { MrdFile, type MrdGroup, type WriteSummary } from "../storage/index.ts";
import { chainLibrary, workerPool } from "./composition.ts";
import { defaultGroup, resultsName } from "./names.ts";
import { version } from "./package-root.ts";
import { ResultsFile } from "./results-file.ts";

export interface RunOptions {
  /** A chain's name, or the path of a .yaml or .yml file. */
  readonly config: string;
  /** Default: `<input>_results.h5`. */
  readonly output?: string;
  readonly inGroup?: string;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Threads to compute with. */
  readonly threads: number;
  /** Values of the chain's parameters. */
  readonly parameter: Readonly<Record<string, string>>;
}

/**
 * Runs a chain over a file and saves what it makes, with the header copied over.
 * @throws ChainError, UnknownChainError, ParameterError, NotAcceptedError, StepError, StorageError
 */
export async function runFile(
  input: string,
  options: RunOptions,
  tell: (level: TellLevel, text: string) => void,
): Promise<WriteSummary> {
  const { chain, warnings } = withParameters(await chainNamed(options.config), options.parameter);
  for (const warning of warnings) tell("warning", warning);
  const file = await MrdFile.open(input);
  try {
    const group = file.group(options.inGroup);
    const results = await ResultsFile.at(options.output ?? resultsName(input), {
      group: options.outGroup ?? defaultGroup(),
      header: group.header,
    });
    const pool = workerPool(options.threads);
    try {
      await reconstruct(group, chain, results, pool, tell);
      return (await results.close({ evenIfEmpty: true }))!;
    } finally {
      await pool.close();
      await results.close({ evenIfEmpty: false });
    }
  } finally {
    file.close();
  }
}

async function reconstruct(
  group: MrdGroup,
  chain: Chain,
  results: ResultsFile,
  pool: WorkPool,
  tell: (level: TellLevel, text: string) => void,
): Promise<void> {
  const header = group.header === undefined ? undefined : parseHeader(group.header);
  const credit = new Credit();
  const measurement = measurementOf(group, { waveforms: acceptedKinds(chain.steps).has("waveform") });
  if (measurement.acquisitionCount > 0) requireAccepted(chain, "acquisition");
  if (measurement.imageCount > 0) requireAccepted(chain, "image");
  await drive(inBatches(measurement.messages()), instantiate(chain, { header, version, credit, pool, tell }), credit, {
    write: (message) => results.append(storable(message)),
    drained: () => results.drained(),
  });
}

async function chainNamed(config: string): Promise<Chain> {
  const library = chainLibrary();
  if (!isFile(config)) return library.find(config);
  return library.compile(await readFile(config, "utf8"), basename(config));
}

/** `cartesian.yaml` alone is also how clients call an installed chain, so that a file of this name has to be there. */
function isFile(config: string): boolean {
  return /\.ya?ml$/.test(config) && (basename(config) !== config || existsSync(config));
}

/** Lets other work in between, which a file that is read synchronously never would. */
async function* inBatches(messages: Iterator<Message>): AsyncGenerator<Iterable<Message>> {
  for (;;) {
    const batch: Message[] = [];
    while (batch.length < 64) {
      const { done, value } = messages.next();
      if (done) break;
      batch.push(value);
    }
    if (batch.length === 0) return;
    yield batch;
    await setImmediate();
  }
}

function storable(message: Message) {
  if (message.kind === "acquisition" || message.kind === "image" || message.kind === "waveform") return message;
  throw new TypeError(`a ${message.kind} can't be saved`);
}
