import { once } from "node:events";
import type { Duplex } from "node:stream";
import {
  acquisitionOf,
  MessageReader,
  type MessageReaderOptions,
  type StoredReadouts,
  serialize,
  type WireMessage,
} from "../../mrd/index.ts";
import { connectionLost, InputSocket } from "./input-socket.ts";
import { PeerWatch } from "./peer-watch.ts";

/** How long a peer may take to close its side after this side has closed. */
const LINGER_MS = 5000;

export interface ConnectionOptions extends MessageReaderOptions {
  /** How long the peer may neither send nor accept data while this side waits for it; 0, the default: forever. */
  readonly idleSeconds?: number;
}

/** Observes every byte of a connection. */
export interface ByteTap {
  /** Received bytes, before they are parsed. They may be overwritten after the call. */
  received(chunk: Uint8Array): void;
  /** Sent bytes. */
  sent(pieces: readonly Uint8Array[]): void;
}

/** What arrives: a message, or readouts where they were received. */
export type ReceivedMessage = WireMessage | StoredReadouts;

/** An iterator without `return`: leaving a loop early must not end the parsing of other messages in the same chunk. */
class Unfinished implements IterableIterator<ReceivedMessage> {
  readonly #messages: Iterator<ReceivedMessage>;

  constructor(messages: Iterator<ReceivedMessage>) {
    this.#messages = messages;
  }

  next(): IteratorResult<ReceivedMessage> {
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
  /** A chunk that was requested, and may have arrived. */
  #asked: Promise<IteratorResult<Uint8Array>> | undefined;
  #current: Iterator<ReceivedMessage> | undefined;
  /** Readouts of which {@link next} has returned the ones before. */
  #copied: WireMessage[] = [];
  #inPlace = false;
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

  /** Aborts when nothing more can be read or sent: the connection is lost or interrupted, or the peer is idle. */
  get signal(): AbortSignal {
    return this.#watch.signal;
  }

  /** Ends all current and later waits for the peer with this reason. Sending is still possible, see {@link close}. */
  interrupt(reason: Error): void {
    this.#watch.interrupt(reason);
  }

  /** Interrupts because the peer has disconnected. Nothing more is sent, but what has arrived can be read. */
  lose(): void {
    this.#ended = true;
    this.interrupt(connectionLost());
  }

  /** Notices if a peer of which nothing more is expected disconnects. What it sends is left for {@link end}. */
  watchForDisconnect(): void {
    this.#ask().catch((error: Error) => this.interrupt(error));
  }

  /**
   * The next message, or `undefined` at the end of input.
   * @throws MrdError for bytes that are not MRD, or an end inside a message; the reason of an interruption
   */
  async next(): Promise<WireMessage | undefined> {
    for (;;) {
      const copied = this.#copied.shift();
      if (copied !== undefined) return copied;
      const result = this.#current?.next();
      if (result === undefined || result.done) {
        if (!(await this.#pull())) return undefined;
      } else if (result.value.kind === "stored-readouts") this.#copied = result.value.readouts.map(acquisitionOf);
      else return result.value;
    }
  }

  /** The following messages, in batches that arrived together. A batch is parsed lazily and may be left unfinished. */
  batches(): AsyncGenerator<Iterable<WireMessage>> {
    return this.#batches() as AsyncGenerator<Iterable<WireMessage>>;
  }

  /**
   * Like {@link batches}, but readouts are where they were received, as long as memory permits: until the next message is
   * requested, or until they are let go, if they are held.
   */
  batchesInPlace(): AsyncGenerator<Iterable<ReceivedMessage>> {
    this.#inPlace = true;
    this.reuseReadoutMemory();
    return this.#batches();
  }

  async *#batches(): AsyncGenerator<Iterable<ReceivedMessage>> {
    do {
      const current = this.#current;
      if (current !== undefined) yield new Unfinished(current);
    } while (await this.#pull());
  }

  async #pull(): Promise<boolean> {
    const asked = this.#ask();
    // After the end of this side, a time limit applies to everything that still arrives.
    const { done, value } = await (this.#ended ? asked : this.#watch.wait(asked));
    this.#asked = undefined;
    if (done) {
      this.#reader.finish();
      return false;
    }
    this.bytesRead += value.length;
    this.#current = this.#inPlace ? this.#reader.pushInPlace(value) : this.#reader.push(value);
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

  /** From now on, the samples of a readout may be overwritten by the next one, see {@link MessageReader}. */
  reuseReadoutMemory(): void {
    this.#reader.reuseReadoutMemory = true;
  }

  /**
   * Sends a message. Its data are not copied.
   * @param taken is called when the system has taken them, or the connection has been lost: they may change then
   */
  send(message: WireMessage, taken?: () => void): void {
    if (this.#ended || this.#stream.destroyed) return;
    this.#stream.cork();
    let flowing = true;
    const pieces = serialize(message);
    this.tap?.sent(pieces);
    for (const [i, piece] of pieces.entries()) {
      flowing = this.#stream.write(piece, i === pieces.length - 1 ? taken : undefined);
      this.bytesWritten += piece.length;
    }
    this.#stream.uncork();
    if (!flowing && this.#drained === undefined) {
      this.#drained = this.#untilDrained();
      this.#drained.catch(() => {}); // a caller that awaits it gets the error
    }
  }

  /**
   * Sends serialised MRD messages. Resolves when the bytes may change: the system has taken them, or the connection has
   * ended.
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

  /** Resolves when the peer has accepted what was sent; `undefined` if it has already. Rejects on an interruption. */
  drained(): Promise<void> | undefined {
    return this.#drained;
  }

  /** Ends the sending side. What the peer sends can still be read. */
  endSending(): void {
    this.#ended = true;
    this.#stream.end();
  }

  /**
   * Sends CLOSE and ends; see {@link end}.
   * @param take is called with the messages that still arrive
   * @returns why some of them could not be read, if so
   */
  async close(take?: (message: WireMessage) => void): Promise<Error | undefined> {
    this.send({ kind: "close" });
    return this.end(take);
  }

  /**
   * Ends this side, then reads until the peer has closed too, or for a few seconds. Destroying the stream immediately
   * would lose data that are still on the way to the peer.
   * @param take is called with the messages that still arrive; with it, the peer may go on for as long as it keeps
   * sending
   * @returns why some of them could not be read, if so
   */
  async end(take?: (message: WireMessage) => void): Promise<Error | undefined> {
    this.#ended = true;
    if (this.#stream.destroyed) return this.#takeRest(take); // of what has arrived
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
    void rest.then(() => this.#discardRest()).finally(() => this.#stream.destroy());
    await closed;
    clearTimeout(timer);
    return rest;
  }

  /** @returns why messages could not be read up to the end, if so; the rest is discarded */
  async #takeRest(take: ((message: WireMessage) => void) | undefined): Promise<Error | undefined> {
    try {
      if (take !== undefined)
        for (let message = await this.next(); message !== undefined; message = await this.next()) take(message);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  async #discardRest(): Promise<void> {
    try {
      while (!(await this.#ask()).done) this.#asked = undefined;
      if (!this.#stream.writableFinished) await once(this.#stream, "finish");
    } catch {
      // The peer reset the connection: nothing is left to be read.
    }
  }
}
