import { withResolvers } from "../../async/index.ts";
import type { WireMessage } from "../../mrd/index.ts";
import { Connection, readServerText } from "../../protocols/mrd1/index.ts";
import type { ConversationOptions, RemoteData } from "./conversation-options.ts";
import { PeerError } from "./errors.ts";
import { failureOf } from "./failure.ts";
import { IdleTimer } from "./idle-timer.ts";
import type { RemoteLink } from "./link.ts";

/** What a server fails to do, as messages describe it. */
type Expectation = "takes no more data" | "sends neither results nor CLOSE";

interface OpenConnection {
  readonly link: RemoteLink;
  readonly connection: Connection;
}

/** How far a conversation is. */
type Phase =
  /** The link is not open yet. What is to be sent is queued. */
  | { readonly kind: "connecting"; readonly queue: RemoteData[]; completed: boolean }
  /** Data go in both directions. */
  | (OpenConnection & { readonly kind: "sending" })
  /** This side has sent CLOSE. */
  | (OpenConnection & { readonly kind: "awaiting-close" })
  /** The server has sent CLOSE. */
  | (OpenConnection & { readonly kind: "server-closed" })
  /** The server was idle for too long, and has been left. */
  | { readonly kind: "timed-out"; readonly error: PeerError };

/**
 * One session with a remote MRD server: config, header, parameters, data and CLOSE are sent; data and texts are
 * received concurrently. The gate is entered while the server can't take what was sent; the server isn't read while the
 * consumer can't take what it sends.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #aborting = new AbortController();
  readonly #idle: IdleTimer<Expectation>;
  /** Resolves when nothing more is to be sent. */
  readonly #completed = withResolvers();
  #phase: Phase = { kind: "connecting", queue: [], completed: false };
  /** Whether the gate is entered. */
  #isHeld = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#idle = new IdleTimer(options.idleMs, (missing) => this.#onIdle(missing));
  }

  /** @throws PeerError `closed` if the server has sent CLOSE already; MrdError for a message that can't be sent */
  send(message: RemoteData): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "connecting":
        phase.queue.push(message);
        break;
      case "sending": {
        phase.connection.send(message);
        const drained = phase.connection.drained();
        if (drained !== undefined) void this.#hold(drained);
        break;
      }
      case "server-closed":
        throw new PeerError("closed", `${phase.link.name} sent CLOSE before it received all data`);
      default: // nothing is sent after CLOSE, nor to a server that has been left
    }
  }

  /** Nothing more is to be sent. */
  complete(): void {
    const phase = this.#phase;
    if (phase.kind === "connecting") phase.completed = true;
    if (phase.kind === "sending") this.#phase = { ...phase, kind: "awaiting-close" };
    if (phase.kind === "sending" || phase.kind === "server-closed") this.#sendClose(phase);
    this.#completed.resolve();
  }

  /** Leaves the server, whatever it is doing. */
  abort(): void {
    this.#aborting.abort();
    this.#idle.end();
    const phase = this.#phase;
    if ("link" in phase) phase.link.close(phase.kind === "server-closed");
  }

  /**
   * Runs the conversation.
   * @returns when both sides have sent CLOSE
   * @throws PeerError; what opening the link and the handlers throw
   */
  async run(): Promise<void> {
    const opening = this.#options.open(this.#aborting.signal);
    void this.#hold(opening);
    const link = await opening;
    if (this.#aborting.signal.aborted) {
      link.close(false);
      return;
    }
    const open = { link, connection: new Connection(link.stream, this.#options.limits) };
    this.#start(open);
    await this.#receive(open);
    await this.#completed.promise;
  }

  /** Sends the handshake and what was queued. */
  #start(open: OpenConnection): void {
    const { config, header, parameters } = this.#options.handshake;
    open.connection.send(config);
    open.connection.send({ kind: "header", text: header });
    if (parameters !== undefined) open.connection.send({ kind: "text", text: parameters });
    const { queue, completed } = this.#phase as Extract<Phase, { kind: "connecting" }>;
    this.#phase = { ...open, kind: "sending" };
    for (const message of queue) this.send(message);
    if (completed) this.complete();
  }

  #sendClose({ link, connection }: OpenConnection): void {
    connection.send({ kind: "close" });
    if (link.mayEnd) link.stream.end();
    this.#idle.expect("sends neither results nor CLOSE");
  }

  /** Reads up to the server's CLOSE. */
  async #receive(open: OpenConnection): Promise<void> {
    const { link, connection } = open;
    let error: unknown;
    try {
      for await (const batch of connection.batches()) {
        this.#idle.restart();
        for (const message of batch) {
          if (message.kind === "close") {
            this.#phase = { ...open, kind: "server-closed" };
            return;
          }
          this.#handle(message, link);
          await this.#untilTaken();
        }
      }
    } catch (thrown) {
      error = thrown;
    }
    if (this.#phase.kind === "timed-out") throw this.#phase.error;
    // After an abort, nothing is the server's fault.
    throw this.#aborting.signal.aborted ? error : await failureOf(link, error);
  }

  #handle(message: WireMessage, { name }: RemoteLink): void {
    const { onData, onText, returns } = this.#options;
    switch (message.kind) {
      case "acquisition":
      case "waveform":
      case "image": {
        const { kind } = message;
        if (returns.includes(kind)) onData(message);
        else
          throw new PeerError("unexpected-data", `${name} sends ${kind}s; expected ${returns.join(", ") || "nothing"}`);
        break;
      }
      case "text": {
        const { level, lines } = readServerText(message.text.trimEnd());
        onText(level, lines.join("\n"));
        break;
      }
      case "error":
        throw new PeerError("failed", `${name} failed: ${message.text.trim()}`);
      default: // its own config or header, or an unsolicited response: no data
    }
  }

  async #untilTaken(): Promise<void> {
    try {
      for (let full = this.#options.drained(); full !== undefined; full = this.#options.drained()) {
        this.#idle.pause();
        await full;
        this.#idle.resume();
      }
    } catch (error) {
      this.abort(); // the consumer of the data has failed
      throw error;
    }
  }

  /** Enters the gate until the server has taken what it was sent. */
  async #hold(until: Promise<unknown>): Promise<void> {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#options.gate.enter();
    try {
      for (let full: Promise<unknown> | undefined = until; full !== undefined; full = this.#connection?.drained()) {
        if (this.#connection !== undefined) this.#idle.expect("takes no more data");
        await full;
      }
    } catch {
      // Whoever opens the link, or reads, learns why nothing can be sent.
    }
    this.#isHeld = false;
    this.#idle.settled("takes no more data");
    this.#options.gate.leave();
  }

  get #connection(): Connection | undefined {
    return "connection" in this.#phase ? this.#phase.connection : undefined;
  }

  #onIdle(missing: Expectation): void {
    const phase = this.#phase;
    if (!("link" in phase)) return;
    if (phase.kind !== "server-closed") {
      const { name } = phase.link;
      this.#phase = {
        kind: "timed-out",
        error: new PeerError("silent", `${name} ${missing} for ${this.#options.idleMs / 1000} s`),
      };
    }
    phase.link.close(false);
  }
}
