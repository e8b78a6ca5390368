import { once } from "node:events";
import type { Duplex } from "node:stream";
import { MessageReader, type MessageReaderOptions, serialize, type WireMessage } from "../../mrd/index.ts";
import { InputSocket } from "./input-socket.ts";
import { PeerWatch } from "./peer-watch.ts";

/** How long a peer may take to close its side after we have closed ours. */
const LINGER_MS = 5000;

export interface ConnectionOptions extends MessageReaderOptions {
  /** How long the peer may neither send nor take anything while it is waited for; 0, the default, is for ever. */
  readonly idleSeconds?: number;
}

/** Sees every byte of a connection as it passes. */
export interface ByteTap {
  /** What was read, before any of it is looked at. It may be overwritten after the call. */
  received(chunk: Uint8Array): void;
  /** What is sent. */
  sent(pieces: readonly Uint8Array[]): void;
}

/** Has no `return`: a loop that is left early must not end the parsing of what came with the same chunk. */
class Unfinished implements IterableIterator<WireMessage> {
  readonly #messages: Iterator<WireMessage>;

  constructor(messages: Iterator<WireMessage>) {
    this.#messages = messages;
  }

  next(): IteratorResult<WireMessage> {
    return this.#messages.next();
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/**
 * MRD messages over a byte stream, in both directions. The stream must be half-open capable (`allowHalfOpen`): a client
 * may close its side after CLOSE and then wait for images.
 */
export class Connection {
  readonly #stream: Duplex;
  readonly #reader: MessageReader;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #watch: PeerWatch;
  /** A piece that was asked for, and may have come. */
  #asked: Promise<IteratorResult<Uint8Array>> | undefined;
  #current: Iterator<WireMessage> | undefined;
  #drained: Promise<void> | undefined;
  #ended = false;
  /** Set before anything is read or sent. */
  tap: ByteTap | undefined;
  bytesRead = 0;
  bytesWritten = 0;

  constructor(stream: Duplex, { idleSeconds = 0, ...limits }: ConnectionOptions = {}) {
    this.#stream = stream;
    this.#reader = new MessageReader(limits);
    // `for await` over the stream itself would destroy it at the end of input.
    this.#chunks = stream instanceof InputSocket ? stream.chunks() : stream.iterator({ destroyOnReturn: false });
    this.#watch = new PeerWatch(stream, idleSeconds);
  }

  /** Aborts where nothing more can be read or sent: the connection is lost, the peer idle, or we were interrupted. */
  get signal(): AbortSignal {
    return this.#watch.signal;
  }

  /** Ends whatever waits for the peer, now and later, with this reason. What was not sent can be, see {@link close}. */
  interrupt(reason: Error): void {
    this.#watch.interrupt(reason);
  }

  /** Looks out for a peer that goes away, when nothing more is expected of it. What it sends is left for {@link end}. */
  lookOut(): void {
    this.#ask().catch((error: Error) => this.interrupt(error));
  }

  /**
   * The next message, or `undefined` at the end of input.
   * @throws MrdError for bytes that are no MRD, or an end inside a message; the reason of an interruption
   */
  async next(): Promise<WireMessage | undefined> {
    for (;;) {
      const result = this.#current?.next();
      if (result !== undefined && !result.done) return result.value;
      if (!(await this.#pull())) return undefined;
    }
  }

  /** What follows, as batches of what arrived together. Each is parsed only as it is used, and may be left unfinished. */
  async *batches(): AsyncGenerator<Iterable<WireMessage>> {
    do {
      const current = this.#current;
      if (current !== undefined) yield new Unfinished(current);
    } while (await this.#pull());
  }

  async #pull(): Promise<boolean> {
    const asked = this.#ask();
    // Once we have ended, there is a time for all that still comes.
    const { done, value } = await (this.#ended ? asked : this.#watch.wait(asked));
    this.#asked = undefined;
    if (done) {
      this.#reader.finish();
      return false;
    }
    this.bytesRead += value.length;
    this.#current = this.#reader.push(value);
    return true;
  }

  #ask(): Promise<IteratorResult<Uint8Array>> {
    this.#asked ??= this.#read();
    return this.#asked;
  }

  async #read(): Promise<IteratorResult<Uint8Array>> {
    const result = await this.#chunks.next();
    if (!result.done) this.tap?.received(result.value);
    return result;
  }

  /** From here on the samples of a readout may be overwritten by the next, see {@link MessageReader}. */
  reuseReadoutMemory(): void {
    this.#reader.reuseReadoutMemory = true;
  }

  /** Sends a message. Nothing is copied: its data must not change any more. */
  send(message: WireMessage): void {
    if (this.#ended || this.#stream.destroyed) return;
    this.#stream.cork();
    let flowing = true;
    const pieces = serialize(message);
    this.tap?.sent(pieces);
    for (const piece of pieces) {
      flowing = this.#stream.write(piece);
      this.bytesWritten += piece.length;
    }
    this.#stream.uncork();
    if (!flowing && this.#drained === undefined) {
      this.#drained = this.#untilDrained();
      this.#drained.catch(() => {}); // whoever waits for it is told; nobody has to
    }
  }

  /**
   * Sends what is MRD already. Resolves when the bytes may change: the system has taken them, or there is nobody to send
   * them to.
   */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    if (this.#ended || this.#stream.destroyed) return;
    this.bytesWritten += bytes.length;
    this.tap?.sent([bytes]);
    await new Promise<void>((resolve) => this.#stream.write(bytes, () => resolve()));
  }

  async #untilDrained(): Promise<void> {
    await this.#watch.wait(once(this.#stream, "drain"));
    this.#drained = undefined;
  }

  /** Resolves when the peer has taken what was sent; `undefined` when it has. Rejects where we are interrupted before. */
  drained(): Promise<void> | undefined {
    return this.#drained;
  }

  /** Says that we send no more. What the peer sends can still be read. */
  endSending(): void {
    this.#ended = true;
    this.#stream.end();
  }

  /**
   * Says CLOSE and ends; see {@link end}.
   * @param take gets the messages that still come
   * @returns why some could not be had, if so
   */
  async close(take?: (message: WireMessage) => void): Promise<Error | undefined> {
    this.send({ kind: "close" });
    return this.end(take);
  }

  /**
   * Ends our side; then reads until the peer has closed too, or has lingered for a few seconds. To destroy at once would
   * cost the peer what is still on its way.
   * @param take gets the messages that still come; the peer may then go on for as long as it keeps sending
   * @returns why some could not be had, if so
   */
  async end(take?: (message: WireMessage) => void): Promise<Error | undefined> {
    this.#ended = true;
    if (this.#stream.destroyed) return this.#takeRest(take); // of what had come
    const closed = once(this.#stream, "close").catch(() => {});
    this.#stream.end();
    const timer = setTimeout(() => this.#stream.destroy(), LINGER_MS);
    const refreshing =
      take &&
      ((message: WireMessage) => {
        timer.refresh();
        take(message);
      });
    const rest = this.#takeRest(refreshing);
    void rest.then(() => this.#dropRest()).finally(() => this.#stream.destroy());
    await closed;
    clearTimeout(timer);
    return rest;
  }

  /** @returns why no more messages can be had, before the end: what follows is dropped */
  async #takeRest(take: ((message: WireMessage) => void) | undefined): Promise<Error | undefined> {
    try {
      if (take !== undefined)
        for (let message = await this.next(); message !== undefined; message = await this.next()) take(message);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  async #dropRest(): Promise<void> {
    try {
      while (!(await this.#ask()).done) this.#asked = undefined;
      if (!this.#stream.writableFinished) await once(this.#stream, "finish");
    } catch {
      // The peer reset the connection: nothing is left to be read.
    }
  }
}
