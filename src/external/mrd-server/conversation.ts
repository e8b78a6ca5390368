import type {
  Acquisition,
  ControlMessage,
  Image,
  MessageReaderOptions,
  Waveform,
  WireMessage,
} from "../../mrd/index.ts";
import { Connection, readServerText, type ServerText } from "../../protocols/mrd1/index.ts";
import { PeerError } from "./errors.ts";
import { failureOf } from "./failure.ts";
import type { OpenLink, PeerLink } from "./link.ts";
import { Silence } from "./silence.ts";

/** Messages that carry data to a peer and back. */
export type PeerData = Acquisition | Waveform | Image;

/** What is said to a peer before the data. */
export interface PeerOpening {
  readonly config: Extract<ControlMessage, { kind: "config-file" | "config-text" }>;
  readonly header: string;
  /** JSON, sent as TEXT after the header. */
  readonly parameters: string | undefined;
}

/** What a conversation needs of whoever has it with a peer. */
export interface ConversationOptions {
  readonly open: OpenLink;
  readonly opening: PeerOpening;
  /** What the peer may announce. */
  readonly limits?: MessageReaderOptions;
  /** How long the peer may do nothing while something is expected of it. */
  readonly silenceMs: number;
  /** Entered while the peer can't take more. */
  readonly gate: { enter(): void; leave(): void };
  /** Kinds that the peer may send; another is an error. */
  readonly returns: readonly PeerData["kind"][];
  onData(message: PeerData): void;
  onText(level: ServerText["level"], text: string): void;
  /** Resolves when whoever gets the data can take more; `undefined` when they can at once. */
  drained(): Promise<void> | undefined;
}

/**
 * One session with an MRD server: config, header, parameters, data, CLOSE there; data and texts back, as they come. What the
 * peer can't take yet waits here, and the gate is entered meanwhile; the peer isn't read while nobody can take what it sends.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #aborting = new AbortController();
  readonly #silence: Silence;
  /** What was to be sent before the way was open. */
  readonly #waiting: PeerData[] = [];
  #link: PeerLink | undefined;
  #connection: Connection | undefined;
  /** Whether the peer has yet to take what it was sent. */
  #holding = false;
  /** Whether it is we who don't read. */
  #pausing = false;
  #complete = false;
  #onComplete = () => {};
  #peerClosed = false;
  #silent: PeerError | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const expecting = () => this.#connection !== undefined && !this.#pausing && (this.#holding || this.#complete);
    this.#silence = new Silence(options.silenceMs, expecting, () => this.#onSilence());
  }

  /** @throws PeerError `closed` if the peer has said CLOSE already; MrdError for a message that can't be sent */
  send(message: PeerData): void {
    if (this.#peerClosed) {
      throw new PeerError("closed", `${this.#link!.name} said CLOSE before it was given all data`);
    }
    if (this.#connection === undefined) {
      this.#waiting.push(message);
      return;
    }
    this.#connection.send(message);
    const drained = this.#connection.drained();
    if (drained !== undefined) void this.#hold(drained);
  }

  /** Says that nothing more is to be sent. */
  complete(): void {
    this.#complete = true;
    if (this.#connection !== undefined) this.#sayClose(this.#connection);
    this.#onComplete();
  }

  /** Leaves the peer, whatever it is doing. */
  abort(): void {
    this.#aborting.abort();
    this.#silence.end();
    this.#link?.close(this.#peerClosed);
  }

  /**
   * Holds the conversation.
   * @returns when both sides have said CLOSE
   * @throws PeerError; what opening the way and the handlers throw
   */
  async run(): Promise<void> {
    const opening = this.#options.open(this.#aborting.signal);
    void this.#hold(opening);
    const link = await opening;
    this.#link = link;
    if (this.#aborting.signal.aborted) {
      link.close(false);
      return;
    }
    const connection = new Connection(link.stream, this.#options.limits);
    this.#begin(connection);
    await this.#listen(link, connection);
    if (this.#complete) return;
    await new Promise<void>((resolve) => {
      this.#onComplete = resolve;
    });
  }

  #begin(connection: Connection): void {
    const { config, header, parameters } = this.#options.opening;
    connection.send(config);
    connection.send({ kind: "header", text: header });
    if (parameters !== undefined) connection.send({ kind: "text", text: parameters });
    this.#connection = connection;
    this.#silence.broken();
    for (const message of this.#waiting.splice(0)) this.send(message);
    if (this.#complete) this.#sayClose(connection);
  }

  #sayClose(connection: Connection): void {
    connection.send({ kind: "close" });
    if (this.#link!.mayEnd) this.#link!.stream.end();
    this.#silence.broken();
  }

  /** Reads up to the peer's CLOSE. */
  async #listen(link: PeerLink, connection: Connection): Promise<void> {
    let error: unknown;
    try {
      for await (const batch of connection.batches()) {
        this.#silence.broken();
        for (const message of batch) {
          this.#take(message, link);
          if (this.#peerClosed) return;
          await this.#untilTaken();
        }
      }
    } catch (thrown) {
      error = thrown;
    }
    // Once we have left, nothing is the peer's fault.
    throw this.#silent ?? (this.#aborting.signal.aborted ? error : await failureOf(link, error));
  }

  #take(message: WireMessage, { name }: PeerLink): void {
    const { onData, onText, returns } = this.#options;
    switch (message.kind) {
      case "close":
        this.#peerClosed = true;
        break;
      case "acquisition":
      case "waveform":
      case "image": {
        const { kind } = message;
        if (returns.includes(kind)) onData(message);
        else
          throw new PeerError(
            "unexpected-data",
            `${name} sends ${kind}s; wanted of it: ${returns.join(", ") || "nothing"}`,
          );
        break;
      }
      case "text": {
        const { level, lines } = readServerText(message.text.trimEnd());
        onText(level, lines.join("\n"));
        break;
      }
      case "error":
        throw new PeerError("failed", `${name} failed: ${message.text.trim()}`);
      default: // its own config or header, or a response that nobody asked for: no data
    }
  }

  async #untilTaken(): Promise<void> {
    try {
      for (let full = this.#options.drained(); full !== undefined; full = this.#options.drained()) {
        this.#pausing = true;
        await full;
        this.#pausing = false;
        this.#silence.broken();
      }
    } catch (error) {
      this.abort(); // whoever gets the data is gone
      throw error;
    }
  }

  /** Enters the gate until the peer has taken what it was sent. */
  async #hold(until: Promise<unknown>): Promise<void> {
    if (this.#holding) return;
    this.#holding = true;
    this.#options.gate.enter();
    try {
      for (let full: Promise<unknown> | undefined = until; full !== undefined; full = this.#connection?.drained()) {
        this.#silence.broken();
        await full;
      }
    } catch {
      // Whoever opens the way, or reads, learns why nothing can be sent.
    }
    this.#holding = false;
    this.#silence.broken();
    this.#options.gate.leave();
  }

  #onSilence(): void {
    const link = this.#link!;
    const what = this.#holding ? "takes no more data" : "sends neither results nor CLOSE";
    this.#silent = new PeerError("silent", `${link.name} ${what} for ${this.#options.silenceMs / 1000} s`);
    link.close(false);
  }
}
