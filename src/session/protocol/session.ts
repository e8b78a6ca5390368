import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import {
  acceptedKinds,
  type Chain,
  Credit,
  drive,
  hasForeignSteps,
  instantiate,
  requireAccepted,
  Trace,
  takesReadoutsAtOnce,
  traceLines,
  type Whereabouts,
  withParameters,
} from "../../chain/index.ts";
import type { Message } from "../../gadget-api/index.ts";
import { AcquisitionFlag, parseHeaderIfXml, type WireMessage } from "../../mrd/index.ts";
import { Connection } from "../../protocols/mrd1/index.ts";
import { Recorder } from "../saving/recorder.ts";
import { Saving } from "../saving/saving.ts";
import type { SessionOptions } from "../session-options.ts";
import { TapFolder } from "../stores/tap-folder.ts";
import { chooseChain } from "./choose-chain.ts";
import { ClientReporter } from "./client-reporter.ts";
import { answerConfigOnlyRequest } from "./config-only-request.ts";
import { type Handshake, isGadgetronClient, outOfPlace, parametersOf, protocolOf, readHandshake } from "./handshake.ts";
import { startTimeLimit } from "./limits.ts";
import { Answers } from "./queries.ts";
import { requireSendable } from "./sendable.ts";
import { SessionStats } from "./session-stats.ts";

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
  readonly #reporter: ClientReporter;
  readonly #stats: SessionStats;
  readonly #recorder: Recorder | undefined;
  #saving: Saving | undefined;
  readonly #answers: Answers;
  readonly #sink = { write: (message: Message) => this.#send(message), drained: () => this.#connection.drained() };
  #closed = false;
  /** Whether anything came that images are made of: noise alone makes none. */
  #imageData = false;
  /** Waveforms that are forwarded are no answer. */
  #imageSent = false;

  constructor(stream: Duplex, options: SessionOptions) {
    this.#connection = new Connection(stream, options.limits);
    this.#options = options;
    this.#log = options.log;
    this.#reporter = new ClientReporter(this.#connection, options.log);
    this.#stats = new SessionStats(this.#connection, this.#reporter);
    this.#answers = new Answers(this.#connection, options);
    const { recordFolder: folder } = options;
    this.#recorder =
      folder === undefined ? undefined : new Recorder({ ...options, folder, report: this.#reporter.report });
    this.#connection.tap = this.#recorder;
  }

  async run(): Promise<void> {
    this.#options.observer?.begin(() => this.#stats.progress);
    this.#options.guard?.begin((fault) => this.#connection.interrupt(fault));
    const { sessionSeconds = 0 } = this.#options.limits ?? {};
    const inTime = startTimeLimit(sessionSeconds, (reason) => this.#connection.interrupt(reason));
    try {
      const handshake = await readHandshake((state) => this.#next(state));
      if (handshake !== undefined && "header" in handshake) await this.#reconstruct(handshake);
      else if (handshake !== undefined) await answerConfigOnlyRequest(handshake.config, this.#options, this.#sink);
    } catch (error) {
      this.#reporter.reportFailure(error);
    }
    inTime();
    await this.#answers.given;
    // As long as the client can be told what its file lacks.
    if (this.#closed) this.#saving?.close();
    // A failed reconstruction must not cost the data: what still comes is saved, where saving is asked for.
    const rest = this.#closed ? undefined : this.#saving;
    const cut = await this.#connection.close(rest && ((message) => this.#save(message)));
    if (cut !== undefined) this.#reporter.report("warning", `what came then can't be saved: ${cut.message}`, cut);
    this.#saving?.close();
    this.#recorder?.close();
    this.#options.guard?.end();
    this.#stats.logSummary(this.#log);
    this.#options.observer?.end();
  }

  /** The next message, or `undefined` where the client has closed. Queries are answered in any state. */
  async #next(state: string): Promise<WireMessage | undefined> {
    for (;;) {
      await this.#answers.taken(); // whoever asks must also take the answers
      const message = await this.#connection.next();
      if (message === undefined) this.#log.info(`the client ended its stream in state '${state}'`);
      if (message === undefined || message.kind === "close") {
        this.#closed = true;
        return undefined;
      }
      this.#log.debug({ kind: message.kind }, state);
      if (message.kind === "config-text" || message.kind === "header" || message.kind === "text") {
        this.#reporter.learn(message.text);
      }
      if (message.kind !== "query") return message;
      this.#answers.give(message);
    }
  }

  async #reconstruct(handshake: Handshake): Promise<void> {
    const { session, saving, tapFolder, library, defaultConfig, pool, noise, version, limits } = this.#options;
    const tell = this.#reporter.report;
    if (isGadgetronClient(handshake)) this.#reporter.lineEnd = "\n";
    // Before anything can fail that concerns the reconstruction alone.
    if (saving.always) await this.#startSaving(handshake);
    if (handshake.first !== undefined) this.#save(handshake.first);
    const wanted = parametersOf(handshake);
    for (const warning of wanted.warnings) tell("warning", warning);
    const { chain, warnings } = withParameters(
      await chooseChain(handshake.config, wanted.config, library, defaultConfig, tell),
      wanted.values,
    );
    for (const warning of warnings) tell("warning", warning);
    this.#log.info({ chain: chain.name, hash: chain.hash }, "reconstruction starts");
    if (chain.save && !saving.always) {
      await this.#startSaving(handshake);
      if (handshake.first !== undefined) this.#save(handshake.first);
    }

    const header = parseHeaderIfXml(handshake.header);
    const credit = new Credit();
    const reusedMemory = takesReadoutsAtOnce(chain);
    if (reusedMemory) this.#connection.reuseReadoutMemory();
    const run = {
      ...limits,
      header,
      headerText: handshake.header,
      version,
      credit,
      drained: this.#sink.drained,
      pool,
      noise,
      taps: tapFolder === undefined ? undefined : new TapFolder(tapFolder, session),
      reusedMemory,
      tell,
      whereabouts: this.#watched(chain),
    };
    const trace = this.#options.trace || wanted.trace || this.#options.observer ? new Trace() : undefined;
    this.#stats.begin(chain, trace);
    const operator = instantiate(chain, { ...run, trace });
    await drive(this.#data(chain, handshake.first), operator, credit, this.#sink, this.#connection.signal);
    this.#warnOfNoImages(chain);
    if (this.#options.trace || wanted.trace) this.#stats.logTrace(this.#log);
    if (wanted.trace) for (const line of traceLines(trace!.times)) tell("info", line);
  }

  /** Who runs is only looked at where someone else's gadgets do. */
  #watched(chain: Chain): Whereabouts | undefined {
    return hasForeignSteps(chain) ? this.#options.guard?.watch() : undefined;
  }

  async #startSaving(handshake: Handshake): Promise<void> {
    const { session, saving } = this.#options;
    this.#saving = await Saving.start(saving.folder, {
      session,
      config: handshake.config,
      header: handshake.header,
      parameters: handshake.parameters,
      protocol: saving.nameByProtocol ? protocolOf(handshake.header) : undefined,
      report: this.#reporter.report,
    });
  }

  #save(message: WireMessage): void {
    if (message.kind === "acquisition" || message.kind === "waveform" || message.kind === "image") {
      this.#saving?.append(message);
    }
  }

  /** The data messages of the stream, in batches, up to CLOSE. */
  async *#data(chain: Chain, first: WireMessage | undefined): AsyncGenerator<Iterable<Message>> {
    const accepted = acceptedKinds(chain);
    // The first message was saved when it came.
    if (first !== undefined) yield this.#accept([first], chain, accepted, () => {});
    if (this.#closed) return;
    for await (const batch of this.#connection.batches()) {
      yield this.#accept(batch, chain, accepted, (message) => this.#save(message));
      if (this.#closed) return this.#connection.lookOut();
      await this.#answers.taken(); // what is answered or told without a result
    }
    this.#closed = true;
    this.#reporter.report("warning", "the stream ended without CLOSE; what arrived is reconstructed");
  }

  *#accept(
    batch: Iterable<WireMessage>,
    chain: Chain,
    accepted: ReadonlySet<Message["kind"]>,
    save: (message: WireMessage) => void,
  ): Generator<Message> {
    for (const message of batch) {
      save(message);
      switch (message.kind) {
        case "close":
          this.#closed = true;
          return;
        case "query":
          this.#answers.give(message);
          break;
        case "acquisition":
        case "image":
          this.#stats.counts[message.kind === "image" ? "images" : "readouts"] += 1;
          this.#imageData ||= message.kind === "image" || !message.header.has(AcquisitionFlag.noiseMeasurement);
          if (!accepted.has(message.kind)) requireAccepted(chain, message.kind);
          yield message;
          break;
        case "waveform":
          this.#stats.counts.waveforms += 1;
          if (accepted.has("waveform")) yield message;
          break;
        case "text":
          if (accepted.has("text")) yield message;
          else
            this.#reporter.report("warning", "a text has no effect here: parameters come once, right after the header");
          break;
        default:
          throw outOfPlace(message, "data", "readouts, waveforms, images or CLOSE");
      }
    }
  }

  /** A client that gets nothing must know that nothing comes. */
  #warnOfNoImages(chain: Chain): void {
    const { readouts, images } = this.#stats.counts;
    if (this.#imageSent || !this.#imageData) return;
    if (!chain.steps.some(({ gadget }) => gadget.out.includes("image") && !gadget.transparent)) return;
    this.#reporter.report("warning", `no image came of ${readouts} readouts and ${images} images`);
  }

  #send(message: Message): void {
    requireSendable(message);
    this.#stats.counts.sent += 1;
    this.#imageSent ||= message.kind === "image";
    this.#connection.send(message);
  }
}
