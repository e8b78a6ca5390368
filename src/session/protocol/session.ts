import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { DisposerStack } from "../../async/index.ts";
import { hasThirdPartySteps, type MessageSource, noRights, runChain } from "../../chain/index.ts";
import { Trace, traceLines } from "../../chain/observe/index.ts";
import { withParameters } from "../../chain/text/index.ts";
import type { Gadget, Message } from "../../gadget-api/index.ts";
import { isSendable } from "../../gadget-api/kinds/index.ts";
import { messageMemory, type SampleMemory } from "../../gadget-api/services/index.ts";
import type { StoredReadouts, WireMessage } from "../../mrd/index.ts";
import { Connection, type ReceivedMessage } from "../../protocols/mrd1/index.ts";
import { counted } from "../../text/index.ts";
import { observedNoise } from "../live/index.ts";
import { Recorder } from "../saving/recorder.ts";
import type { SessionOptions } from "../session-options.ts";
import { TapFolder } from "../stores/tap-folder.ts";
import { chooseChain } from "./choose-chain.ts";
import { ClientReporter } from "./client-reporter.ts";
import { answerConfigOnlyRequest } from "./config-only-request.ts";
import { clientParametersOf, type Handshake, isGadgetronClient, outOfPlace, readHandshake } from "./handshake.ts";
import { startConfigLimit, startTimeLimit } from "./limits.ts";
import { Answers } from "./queries.ts";
import { SessionSaving } from "./session-saving.ts";
import { SessionStats } from "./session-stats.ts";

/** How often a session logs that it is running. */
const PROGRESS_MS = 60_000;

/**
 * Serves one client: config, header, perhaps parameters, data, CLOSE. Failures are reported to the client as TEXT and
 * CLOSE.
 * @param stream half-open capable; owned by the session from now on
 * @returns when the connection is closed; never throws for what a client did
 */
export async function runSession(stream: Duplex, options: SessionOptions): Promise<SessionOutcome> {
  return new Session(stream, options).run();
}

/** What a session may have left in its process. */
export interface SessionOutcome {
  /** Whether it ended as planned. */
  readonly succeeded: boolean;
  /** Whether its chain was able to start other programs. */
  readonly external: boolean;
}

class Session {
  readonly #connection: Connection;
  readonly #options: SessionOptions;
  readonly #log: Logger;
  readonly #reporter: ClientReporter;
  readonly #stats: SessionStats;
  readonly #answers: Answers;
  readonly #saving: SessionSaving;
  readonly #sink = {
    write: (message: Message) => this.#send(message),
    drained: () => this.#saving.drained() ?? this.#connection.drained(),
  };
  /** Memory of images, which is reused once they are sent; missing while something else may keep them. */
  #imageMemory: SampleMemory | undefined;
  /** Whether the client has sent CLOSE, or ended its stream. */
  #closed = false;
  #external = false;

  constructor(stream: Duplex, options: SessionOptions) {
    this.#connection = new Connection(stream, options.limits);
    this.#options = options;
    this.#log = options.log;
    this.#reporter = new ClientReporter(this.#connection, options.log);
    this.#stats = new SessionStats(this.#connection, this.#reporter);
    this.#answers = new Answers(this.#connection, options);
    this.#saving = new SessionSaving(options, this.#report);
  }

  async run(): Promise<SessionOutcome> {
    const cleanup = this.#setUp();
    try {
      const handshake = await this.#handshake();
      if (handshake !== undefined && "header" in handshake) await this.#reconstruct(handshake);
      else if (handshake !== undefined)
        await answerConfigOnlyRequest(handshake.config, this.#options, this.#reporter, this.#sink);
    } catch (error) {
      this.#reporter.reportFailure(error);
    }
    await cleanup.dispose();
    return { succeeded: this.#reporter.failure === undefined, external: this.#external };
  }

  async #handshake(): ReturnType<typeof readHandshake> {
    const seconds = this.#options.limits?.configSeconds ?? 0;
    const arrived = startConfigLimit(seconds, (reason) => this.#connection.interrupt(reason));
    try {
      return await readHandshake((state) => {
        if (state !== "config") arrived();
        return this.#next(state);
      });
    } finally {
      arrived();
    }
  }

  /** What a session needs from its first byte on; disposed of in the reverse order. */
  #setUp(): DisposerStack {
    const { session, observer, guard, disconnected, recordFolder: folder, limits } = this.#options;
    const cleanup = new DisposerStack();
    observer?.begin(() => this.#stats.progress);
    cleanup.defer(() => observer?.end());
    const progress = setInterval(() => this.#stats.logProgress(this.#log, session), PROGRESS_MS).unref();
    cleanup.defer(() => {
      clearInterval(progress);
      this.#reporter.reportRepeats();
      this.#stats.logSummary(this.#log, session);
    });
    guard?.begin((fault) => this.#connection.interrupt(fault), this.#reporter.redactError);
    cleanup.defer(() => guard?.end());
    const recorder =
      folder === undefined ? undefined : new Recorder({ ...this.#options, folder, report: this.#report });
    this.#connection.tap = recorder;
    cleanup.defer(() => recorder?.close());
    cleanup.defer(() => this.#end());
    const inTime = startTimeLimit(limits?.sessionSeconds ?? 0, (reason) => this.#connection.interrupt(reason));
    cleanup.defer(inTime);
    disconnected?.addEventListener("abort", () => this.#connection.lose());
    return cleanup;
  }

  /** Sends CLOSE and ends the connection, and with it the saved file. */
  async #end(): Promise<void> {
    await this.#answers.sent;
    // Before CLOSE, so that the client gets a warning if its file is incomplete.
    if (this.#closed) this.#saving.closeData();
    await this.#saving.closeImages();
    this.#reporter.reportRepeats();
    // A failed reconstruction must not cause a loss of data: what still arrives is saved, if saving is enabled.
    const takesRest = !this.#closed && this.#saving.savesData;
    const failure = await this.#connection.close(takesRest ? (message) => this.#saving.save(message) : undefined);
    if (failure !== undefined)
      this.#report("warning", `the following data can't be saved: ${failure.message}`, failure);
    this.#saving.closeData();
  }

  get #report(): ClientReporter["report"] {
    return this.#reporter.report;
  }

  /** The next message, or `undefined` if the client has closed. Queries are answered in any state. */
  async #next(state: string): Promise<WireMessage | undefined> {
    for (;;) {
      await this.#answers.accepted(); // a client that sends queries must also read the answers
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
      this.#answers.answer(message);
    }
  }

  async #reconstruct(handshake: Handshake): Promise<void> {
    const { session, saving, tapFolder, library, defaultConfig, pool, noise, version, limits } = this.#options;
    const { clientRights = noRights } = this.#options;
    if (isGadgetronClient(handshake)) this.#reporter.lineEnd = "\n";
    // First: a later failure of the reconstruction must not prevent saving.
    if (saving.always) await this.#saving.startData(handshake);
    const requested = clientParametersOf(handshake);
    for (const warning of requested.warnings) this.#report("warning", warning);
    const { chain, warnings } = withParameters(
      await chooseChain(handshake.config, requested.config, library, defaultConfig, clientRights, this.#report),
      requested.values,
      clientRights,
    );
    for (const warning of warnings) this.#report("warning", warning);
    this.#log.info({ chain: chain.name, hash: chain.hash }, "reconstruction starts");
    this.#external = chain.steps.some(({ gadget }) => gadget.runtime.external);
    await this.#saving.startFor(chain, clientRights, handshake);

    const trace = this.#options.trace || requested.trace || this.#options.observer ? new Trace() : undefined;
    this.#stats.begin(chain, trace);
    const live = this.#options.observer?.live;
    live?.start({ chain, trace, headerText: handshake.header });
    if (live === undefined && !this.#saving.savesImages) this.#imageMemory = messageMemory(pool);
    const source: MessageSource = ({ accepted, reusesReadouts }) => {
      if (reusesReadouts) this.#connection.reuseReadoutMemory();
      // A file, a trace and the page need the samples of all readouts.
      const inPlace = reusesReadouts && !this.#saving.savesData && trace === undefined && live === undefined;
      const batches = inPlace ? this.#connection.batchesInPlace() : this.#connection.batches();
      return this.#data(handshake.first, batches, accepted);
    };
    await runChain(chain, source, this.#sink, {
      ...limits,
      headerText: handshake.header,
      onHeader: this.#options.onHeader,
      version,
      pool,
      live: true,
      noise: live === undefined ? noise : observedNoise(noise, (record) => live.noise(record)),
      taps: tapFolder === undefined ? undefined : new TapFolder(tapFolder, session),
      // The running step matters only if there are third-party gadgets.
      currentStep: hasThirdPartySteps(chain) ? this.#options.guard?.watch() : undefined,
      trace,
      report: this.#report,
      imageMemory: this.#imageMemory,
      signal: this.#connection.signal,
    });
    if (this.#stats.lacksImages && chain.steps.some(({ gadget }) => makesImages(gadget))) {
      const { readouts, images } = this.#stats.counts;
      this.#report("warning", `${counted(readouts, "readout")} and ${counted(images, "image")} produced no image`);
    }
    if (this.#options.trace || requested.trace) this.#stats.logTrace(this.#log);
    if (requested.trace) for (const line of traceLines(trace!.times)) this.#report("info", line);
  }

  /** The data messages of the stream, in batches, up to CLOSE. */
  async *#data(
    first: WireMessage | undefined,
    batches: AsyncIterable<Iterable<ReceivedMessage>>,
    accepted: ReadonlySet<Message["kind"]>,
  ): AsyncGenerator<Iterable<Message | StoredReadouts>> {
    // The first message was saved when it arrived.
    if (first !== undefined) yield this.#dataIn([first], accepted, () => {});
    if (this.#closed) return;
    for await (const batch of batches) {
      yield this.#dataIn(batch, accepted, (message) => this.#saving.save(message));
      if (this.#closed) return this.#connection.watchForDisconnect();
      await this.#answers.accepted(); // answers and reports that are sent without a result
    }
    this.#closed = true;
    this.#report("warning", "the stream ended without CLOSE; what arrived is reconstructed");
  }

  *#dataIn(
    batch: Iterable<ReceivedMessage>,
    accepted: ReadonlySet<Message["kind"]>,
    save: (message: WireMessage) => void,
  ): Generator<Message | StoredReadouts> {
    for (const message of batch) {
      if (message.kind === "stored-readouts") {
        for (const readout of message.readouts) this.#stats.received(readout);
        yield message;
        continue;
      }
      save(message);
      switch (message.kind) {
        case "close":
          this.#closed = true;
          return;
        case "query":
          this.#answers.answer(message);
          break;
        case "acquisition":
        case "image":
        case "waveform":
          this.#stats.received(message);
          this.#options.observer?.live?.received(message);
          yield message;
          break;
        case "text":
          if (accepted.has("text")) yield message;
          else this.#report("warning", "a text has no effect here: parameters come once, right after the header");
          break;
        default:
          throw outOfPlace(message, "data", "readouts, waveforms, images or CLOSE");
      }
    }
  }

  #send(message: Message): void {
    if (!isSendable(message)) throw new TypeError(`a ${message.kind} can't be sent`);
    this.#stats.sent(message);
    this.#options.observer?.live?.sent(message);
    this.#connection.send(message, () => this.#release(message));
    if (message.kind === "image") this.#saving.append(message);
  }

  #release(message: Message): void {
    if (message.kind === "image" && message.data instanceof Float32Array) this.#imageMemory?.release(message.data);
  }
}

function makesImages({ out, flow }: Gadget): boolean {
  return out.includes("image") && !flow.transparent;
}
