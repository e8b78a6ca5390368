import { type Acquisition, type ControlMessage, type Image, MrdError, type Waveform } from "../mrd/index.ts";
import { Connection } from "../wire/index.ts";
import { PeerError } from "./errors.ts";
import type { OpenLink, PeerLink } from "./link.ts";
import { Silence } from "./silence.ts";
import { type SpokenLevel, spoken } from "./spoken-level.ts";

/** Messages that carry data to a peer and back. */
export type PeerData = Acquisition | Waveform | Image;

/** What is said to a peer before the data. */
export interface PeerOpening {
  readonly config: Extract<ControlMessage, { kind: "config-file" | "config-text" }>;
  readonly header: string;
  /** JSON, sent as TEXT after the header. */
  readonly parameters: string | undefined;
}

/** Whoever talks to a peer. */
export interface ConversationOptions {
  readonly open: OpenLink;
  readonly opening: PeerOpening;
  /** How long the peer may do nothing with what it was given. */
  readonly silenceMs: number;
  /** Entered while the peer can't take more. */
  readonly gate: { enter(): void; leave(): void };
  /** Kinds that the peer may send; another is an error. */
  readonly returns: readonly PeerData["kind"][];
  onData(message: PeerData): void;
  onText(level: SpokenLevel, text: string): void;
  /** Resolves when there is room for what the peer sends; `undefined` when there is. */
  room(): Promise<void> | undefined;
}

/**
 * One session with an MRD server: config, header, parameters, data, CLOSE there; data and texts back, as they come. What the
 * peer can't take yet waits here, and the gate is entered meanwhile; the peer isn't read while there is no room for what it
 * sends.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #aborting = new AbortController();
  readonly #silence: Silence;
  /** What was to be sent before the way was open. */
  readonly #waiting: PeerData[] = [];
  #link: PeerLink | undefined;
  #connection: Connection | undefined;
  #holding = false;
  #pausing = false;
  #complete = false;
  #onComplete = () => {};
  #peerClosed = false;
  #failure: PeerError | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const expecting = () => this.#connection !== undefined && !this.#pausing && (this.#holding || this.#complete);
    this.#silence = new Silence(options.silenceMs, expecting, () => this.#onSilence());
  }

  /**
   * @throws PeerError `closed` if the peer has said CLOSE already; MrdError for a message that can't be sent
   */
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
    if (drained !== undefined) this.#hold(drained);
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
   * @throws PeerError; what the handlers throw
   */
  async run(): Promise<void> {
    const opening = this.#options.open(this.#aborting.signal);
    this.#hold(opening);
    const link = await opening;
    this.#link = link;
    if (this.#aborting.signal.aborted) {
      link.close(false);
      return;
    }
    const connection = new Connection(link.stream);
    this.#begin(connection);
    await this.#listen(link, connection);
    if (!this.#complete) {
      await new Promise<void>((resolve) => {
        this.#onComplete = resolve;
      });
    }
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
    let failure: unknown;
    try {
      for await (const batch of connection.batches()) {
        this.#silence.broken();
        for (const message of batch) {
          this.#take(message, link);
          if (this.#peerClosed) return;
          await this.#forRoom();
        }
      }
    } catch (error) {
      failure = error;
    }
    throw await this.#explain(link, failure);
  }

  #take(message: Parameters<Connection["send"]>[0], { name }: PeerLink): void {
    const { onData, onText, returns } = this.#options;
    switch (message.kind) {
      case "close":
        this.#peerClosed = true;
        break;
      case "acquisition":
      case "waveform":
      case "image":
        if (!returns.includes(message.kind)) {
          const wanted = returns.join(", ");
          throw new PeerError(
            "unexpected-data",
            `${name} sends ${message.kind}s; expected of it: ${wanted || "nothing"}`,
          );
        }
        onData(message);
        break;
      case "text": {
        const { level, text } = spoken(message.text);
        onText(level, text);
        break;
      }
      case "error":
        throw new PeerError("failed", `${name} failed: ${message.text.trim()}`);
      default: // its own config or header, or a response that nobody asked for: no data
    }
  }

  async #forRoom(): Promise<void> {
    for (let room = this.#options.room(); room !== undefined; room = this.#options.room()) {
      this.#pausing = true;
      await room;
      this.#pausing = false;
      this.#silence.broken();
    }
  }

  /** Enters the gate until a promise has settled, whichever way. */
  #hold(until: Promise<unknown>): void {
    if (this.#holding) return;
    this.#holding = true;
    this.#options.gate.enter();
    this.#silence.broken();
    const release = () => {
      this.#silence.broken();
      const more = this.#connection?.drained();
      if (more !== undefined) {
        void more.then(release);
        return;
      }
      this.#holding = false;
      this.#options.gate.leave();
    };
    until.then(release, release);
  }

  #onSilence(): void {
    const { name } = this.#link!;
    const what = this.#holding ? "takes no more data" : "sends neither results nor CLOSE";
    this.#failure = new PeerError("silent", `${name} ${what} for ${this.#options.silenceMs / 1000} s`);
    this.#link!.close(false);
  }

  /** @param error what reading threw; `undefined` for a stream that ended */
  async #explain({ name, obituary }: PeerLink, error: unknown): Promise<unknown> {
    if (this.#failure !== undefined || this.#aborting.signal.aborted) return this.#failure ?? error;
    const cut =
      error === undefined || isNetworkError(error) || (error instanceof MrdError && error.code === "truncated");
    if (!cut) {
      if (!(error instanceof MrdError)) return error;
      return new PeerError("not-mrd", `${name} sends what is no MRD: ${error.message}`, { cause: error });
    }
    const end = await obituary();
    if (end !== undefined) return new PeerError("died", `${name} ${end}`, { cause: error });
    const why = error === undefined ? "" : ` (${(error as Error).message})`;
    return new PeerError("closed", `${name} ended the connection without CLOSE${why}`, { cause: error });
  }
}

function isNetworkError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ETIMEDOUT";
}
