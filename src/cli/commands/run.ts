import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command } from "commander";
import { acceptedKinds, type Chain, drive, instantiate, withParameters } from "../../chain/index.ts";
import { measurementOf } from "../../client/index.ts";
import { Credit, type Message, type TellLevel } from "../../gadget/index.ts";
import { parseHeader } from "../../mrd/index.ts";
import { MrdFile, MrdFileWriter } from "../../storage/index.ts";
import { chainLibrary, version } from "../composition.ts";
import { createLogger } from "../logging.ts";
import { defaultGroup, resultsName } from "../names.ts";

interface RunOptions {
  config: string;
  output?: string;
  inGroup?: string;
  outGroup?: string;
  parameter: Record<string, string>;
  verbose: boolean;
}

export const run = new Command("run")
  .summary("reconstruct a file without a server")
  .description("Runs a chain over an MRD file and saves its images, with the header copied over.")
  .argument("<input>", "MRD file")
  .option("-c, --config <chain>", "a chain's name, or the path of a .yaml file", "cartesian")
  .option("-o, --output <file>", "output file (default: <input>_results.h5)")
  .option("-g, --in-group <group>", "group to read, where the file has several")
  .option("-G, --out-group <group>", "group to write (default: date and time)")
  .option("-P, --parameter <name=value>", "set a parameter of the chain; may be repeated", collect, {})
  .option("-v, --verbose", "say more", false)
  .action(async (input: string, options: RunOptions) => {
    const log = createLogger({ verbose: options.verbose, file: undefined, crlf: false, json: false, quiet: false });
    const tell = (level: TellLevel, text: string) => log[level === "warning" ? "warn" : level](text);
    const { chain, warnings } = withParameters(await chainNamed(options.config), options.parameter);
    for (const warning of warnings) tell("warning", warning);

    const file = await MrdFile.open(input);
    try {
      const group = file.group(options.inGroup);
      const measurement = measurementOf(group, { waveforms: acceptedKinds(chain.steps).has("waveform") });
      const output = options.output ?? resultsName(input);
      const writer = await MrdFileWriter.create(output, { group: options.outGroup ?? defaultGroup() });
      try {
        if (group.header !== undefined) writer.writeHeader(group.header);
        const credit = new Credit();
        const header = group.header === undefined ? undefined : parseHeader(group.header);
        await drive(inBatches(measurement.messages()), instantiate(chain, { header, version, credit, tell }), credit, {
          write: (message) => writer.append(storable(message)),
          drained: () => undefined,
        });
      } finally {
        const { path, group, series } = writer.close();
        for (const { name, count } of series) log.info(`${count} images in series ${name}`);
        log.info(`results are in ${path}, group '${group}'`);
      }
    } finally {
      file.close();
    }
  });

async function chainNamed(config: string): Promise<Chain> {
  const library = chainLibrary();
  if (extname(config) !== ".yaml") return library.find(config);
  return library.compile(await readFile(config, "utf8"), basename(config));
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

function collect(text: string, gathered: Record<string, string>): Record<string, string> {
  const [name = "", ...value] = text.split("=");
  return { ...gathered, [name]: value.join("=") };
}
