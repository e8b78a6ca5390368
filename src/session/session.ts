import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import {
  acceptedKinds,
  type Chain,
  ChainError,
  type ChainLibrary,
  drive,
  instantiate,
  ParameterError,
  StepError,
  UnknownChainError,
  withParameters,
} from "../chain/index.ts";
import { Credit, type Message, type TellLevel } from "../gadget/index.ts";
import { MrdError, type MrdHeader, parseHeader, type WireMessage } from "../mrd/index.ts";
import { Connection } from "../wire/index.ts";
import { ProtocolError } from "./errors.ts";
import { type ClientParameters, parseClientParameters } from "./parameters-text.ts";
import { Recording } from "./recording.ts";

export interface SessionOptions {
  readonly library: ChainLibrary;
  /** Runs where the client's config is unknown; the client is told. Without it, an unknown config is an error. */
  readonly defaultConfig: string | undefined;
  /** Where incoming data are saved, and whether always or only by chains that ask for it. */
  readonly saving: { readonly folder: string; readonly always: boolean };
  readonly version: string;
  readonly log: Logger;
}

/** What the client's first messages decide. */
interface Opening {
  readonly config: { readonly kind: "config-file" | "config-text"; readonly text: string };
  readonly header: string;
  readonly parameters: { readonly text: string; readonly parsed: ClientParameters } | undefined;
  /** The first message of the data, which had to be read to know that no parameters come. */
  readonly first: WireMessage | undefined;
}

/**
 * Serves one client: config, header, perhaps parameters, data, CLOSE. Failures are told to the client as TEXT and CLOSE.
 * @param stream half-open capable; owned by the session from now on
 * @returns when the connection is closed; never throws for what a client did
 */
export async function runSession(stream: Duplex, options: SessionOptions): Promise<void> {
  await new Session(stream, options).run();
}

class Session {
  readonly #connection: Connection;
  readonly #options: SessionOptions;
  readonly #log: Logger;
  readonly #counts = { readouts: 0, waveforms: 0, images: 0, sent: 0 };
  #closed = false;

  constructor(stream: Duplex, options: SessionOptions) {
    this.#connection = new Connection(stream);
    this.#options = options;
    this.#log = options.log;
  }

  async run(): Promise<void> {
    const started = performance.now();
    try {
      const opening = await this.#open();
      if (opening !== undefined) await this.#reconstruct(opening);
    } catch (error) {
      this.#fail(error);
    }
    await this.#connection.close();
    const { bytesRead, bytesWritten } = this.#connection;
    const seconds = Number(((performance.now() - started) / 1000).toFixed(3));
    this.#log.info({ ...this.#counts, bytesRead, bytesWritten, seconds }, "session closed");
  }

  /** @returns `undefined` where the client left before there was anything to do, as a dependency query does */
  async #open(): Promise<Opening | undefined> {
    const config = await this.#next("config");
    if (config === undefined) return undefined;
    if (config.kind !== "config-file" && config.kind !== "config-text") {
      throw outOfPlace(config, "config", "a config (CONFIG_FILE or CONFIG_TEXT)");
    }
    const text = config.kind === "config-file" ? config.name : config.text;
    this.#log.debug({ config: text }, config.kind);

    const header = await this.#next("header");
    if (header === undefined) return undefined;
    if (header.kind !== "header") throw outOfPlace(header, "header", "the measurement's header (HEADER)");

    const first = await this.#next("parameters");
    const opening = { config: { kind: config.kind, text }, header: header.text };
    if (first?.kind !== "text") return { ...opening, parameters: undefined, first };
    const parameters = { text: first.text, parsed: parseClientParameters(first.text) };
    return { ...opening, parameters, first: await this.#next("data") };
  }

  /** The next message, or `undefined` where the client has closed. Queries are answered in any state. */
  async #next(state: string): Promise<WireMessage | undefined> {
    for (;;) {
      const message = await this.#connection.next();
      if (message === undefined) this.#log.info(`the client ended its stream in state '${state}'`);
      if (message === undefined || message.kind === "close") {
        this.#closed = true;
        return undefined;
      }
      if (message.kind !== "query") return message;
      this.#answer(message);
    }
  }

  async #reconstruct(opening: Opening): Promise<void> {
    const parameters = opening.parameters?.parsed;
    const { chain, warnings } = withParameters(await this.#chain(opening), parameters?.values ?? {});
    for (const warning of warnings) this.#tell("warning", warning);
    this.#log.info({ chain: chain.name, hash: chain.hash }, "reconstruction starts");

    const header = parseClientHeader(opening.header);
    const recording = await this.#record(chain, opening, header);
    const credit = new Credit();
    const environment = {
      header,
      version: this.#options.version,
      credit,
      tell: (level: TellLevel, text: string) => this.#tell(level, text),
    };
    try {
      await drive(this.#data(chain, opening.first, recording), instantiate(chain, environment), credit, {
        write: (message) => this.#send(message),
        drained: () => this.#connection.drained(),
      });
    } finally {
      recording?.close();
    }
  }

  async #chain({ config, parameters }: Opening): Promise<Chain> {
    const { library, defaultConfig } = this.#options;
    const name = parameters?.parsed.config;
    if (name === undefined && config.kind === "config-text") return library.compile(config.text);
    const wanted = name ?? config.text;
    try {
      return await library.find(wanted);
    } catch (error) {
      if (!(error instanceof UnknownChainError) || defaultConfig === undefined) throw error;
      const chain = await library.find(defaultConfig);
      this.#tell(
        "warning",
        `${error.message}. Running the server's default chain '${chain.name}' instead of '${wanted}'.`,
      );
      return chain;
    }
  }

  async #record(chain: Chain, opening: Opening, header: MrdHeader | undefined): Promise<Recording | undefined> {
    const { saving } = this.#options;
    if (!saving.always && !chain.save) return undefined;
    return Recording.start(saving.folder, {
      config: opening.config,
      header: opening.header,
      parameters: opening.parameters?.text,
      protocol: header?.measurementInformation?.protocolName,
      tell: (level, text) => this.#tell(level, text),
    });
  }

  /** The data messages of the stream, in batches, up to CLOSE. */
  async *#data(
    chain: Chain,
    first: WireMessage | undefined,
    recording: Recording | undefined,
  ): AsyncGenerator<Iterable<Message>> {
    const accepted = acceptedKinds(chain.steps);
    if (first !== undefined) yield this.#accept([first], chain, accepted, recording);
    if (this.#closed) return;
    for await (const batch of this.#connection.batches()) {
      yield this.#accept(batch, chain, accepted, recording);
      if (this.#closed) return;
    }
    this.#tell("warning", "the stream ended without CLOSE; what arrived is reconstructed");
  }

  *#accept(
    batch: Iterable<WireMessage>,
    chain: Chain,
    accepted: ReadonlySet<Message["kind"]>,
    recording: Recording | undefined,
  ): Generator<Message> {
    for (const message of batch) {
      switch (message.kind) {
        case "close":
          this.#closed = true;
          return;
        case "query":
          this.#answer(message);
          break;
        case "acquisition":
        case "image":
          this.#counts[message.kind === "image" ? "images" : "readouts"] += 1;
          if (!accepted.has(message.kind)) {
            const takes = [...accepted].filter((kind) => kind !== "text").join(" and ");
            throw new ProtocolError(`chain ${chain.name} takes ${takes}; the client sent ${article(message.kind)}`);
          }
          recording?.append(message);
          yield message;
          break;
        case "waveform":
          this.#counts.waveforms += 1;
          recording?.append(message);
          if (accepted.has("waveform")) yield message;
          break;
        case "text":
          this.#log.info({ text: message.text }, "the client says");
          if (accepted.has("text")) yield message;
          break;
        default:
          throw outOfPlace(message, "data", "readouts, waveforms, images or CLOSE");
      }
    }
  }

  /** Only what the wire knows gets here: the chain's flow is checked when it is compiled. */
  #send(message: Message): void {
    if (message.kind === "bucket" || message.kind === "buffer" || message.kind === "image-array") {
      throw new TypeError(`a ${message.kind} can't be sent`);
    }
    this.#counts.sent += 1;
    this.#connection.send(message);
  }

  #answer({ correlationId }: { readonly correlationId: bigint }): void {
    this.#connection.send({ kind: "response", correlationId, text: `Larmor ${this.#options.version}` });
  }

  #tell(level: TellLevel, text: string): void {
    this.#log[level === "warning" ? "warn" : level](text);
    if (level !== "debug") this.#connection.send({ kind: "text", text: levelPrefix[level] + text });
  }

  #fail(error: unknown): void {
    const expected = [ChainError, MrdError, ParameterError, ProtocolError, StepError, SyntaxError, UnknownChainError];
    if (expected.some((kind) => error instanceof kind)) {
      this.#tell("error", (error as Error).message);
      if (error instanceof StepError) this.#log.debug({ err: error.cause }, "the step's own error");
    } else if (isNetworkError(error)) {
      this.#log.warn({ err: error }, "the client vanished");
    } else {
      this.#log.error({ err: error }, "internal error");
      this.#tell("error", `internal error of the server: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** The level, eight columns wide, as FIRE's clients and the scanner's log viewer expect it. */
const levelPrefix = { debug: "DEBUG   ", info: "INFO    ", warning: "WARNING ", error: "ERROR   " } as const;

/** A header that is not XML at all, such as FIRE's `Dummy XML header`, is none; a broken one is an error. */
function parseClientHeader(text: string): MrdHeader | undefined {
  return text.trimStart().startsWith("<") ? parseHeader(text) : undefined;
}

function outOfPlace(message: WireMessage, state: string, expected: string): ProtocolError {
  return new ProtocolError(
    `in state '${state}' the server expects ${expected}; the client sent ${article(message.kind)}`,
  );
}

function article(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind} message`;
}

function isNetworkError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
