import { copyBytes, SlabAllocator } from "../../memory/index.ts";
import { MrdError } from "../errors.ts";
import { MessageLimits, type MessageReaderOptions } from "./limits.ts";
import type { WireMessage } from "./message.ts";
import { MessageContents, type Reading } from "./message-contents.ts";
import { messageBytes, type StoredReadout, type StoredReadouts, storedReadoutAt } from "./stored-readout.ts";

const NONE = new Uint8Array(0);

/**
 * Turns the bytes of an MRD stream, in chunks of any size, into messages.
 *
 * ```ts
 * for (const message of reader.push(chunk)) handle(message);
 * reader.finish(); // throws if the stream stopped inside a message
 * ```
 */
export class MessageReader {
  readonly #limits: MessageLimits;
  readonly #slabs = new SlabAllocator();
  readonly #contents: MessageContents;
  #reading: Reading<WireMessage> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #requested: Uint8Array = new Uint8Array(0);
  #filled = 0;
  #count = 0;
  #offset = 0;
  #messageOffset = 0;
  /** The beginning of a readout, where it was received. */
  #rest: Uint8Array = NONE;

  constructor(options: MessageReaderOptions = {}) {
    this.#limits = new MessageLimits(options);
    this.#contents = new MessageContents(this.#limits, this.#slabs);
  }

  /**
   * Whether the samples of a readout may be overwritten by the next one. Far less memory then passes through the
   * processor's caches. For callers that are done with a readout before they request the next.
   */
  set reuseReadoutMemory(isReused: boolean) {
    this.#contents.reuseReadoutMemory = isReused;
  }

  /**
   * Processes the next bytes of the stream. `chunk` is not retained, so iterate to the end before the next push:
   * messages that a loop has not read are lost.
   * @returns the messages that these bytes complete, one at a time
   * @throws MrdError naming the message and its position in the stream, and again at every later call, because the
   * start of the next message is unknown
   */
  push(chunk: Uint8Array): Generator<WireMessage, void, void> {
    return this.#messages(chunk, false) as Generator<WireMessage, void, void>;
  }

  /**
   * Like {@link push}, but readouts that are complete in memory stay where they are, and come together. A readout of
   * which this chunk has the beginning stays there too, in case that the next one follows in the same memory. So a chunk
   * must not change before the next one is processed, or {@link copyRest} is called.
   */
  pushInPlace(chunk: Uint8Array): Generator<WireMessage | StoredReadouts, void, void> {
    const rest = this.#rest;
    this.#rest = NONE;
    if (rest.length === 0) return this.#messages(chunk, true);
    if (rest.buffer !== chunk.buffer || rest.byteOffset + rest.length !== chunk.byteOffset)
      return this.#apart(rest, chunk);
    return this.#messages(new Uint8Array(rest.buffer, rest.byteOffset, rest.length + chunk.length), true);
  }

  *#apart(rest: Uint8Array, chunk: Uint8Array): Generator<WireMessage | StoredReadouts, void, void> {
    yield* this.#messages(rest, false);
    yield* this.#messages(chunk, true);
  }

  /** Copies what the last chunk of {@link pushInPlace} has of an incomplete readout. */
  copyRest(): void {
    const rest = this.#rest;
    this.#rest = NONE;
    if (rest.length > 0) this.#messages(rest, false).next();
  }

  *#messages(chunk: Uint8Array, inPlace: boolean): Generator<WireMessage | StoredReadouts, void, void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    let consumed = 0;
    while (consumed < chunk.length || (this.#reading !== undefined && this.#filled === this.#requested.length)) {
      if (this.#reading === undefined) {
        if (inPlace) {
          const { readouts, end, isIncomplete } = this.#storedReadouts(chunk, consumed);
          consumed = end;
          if (isIncomplete) this.#rest = chunk.subarray(end);
          if (readouts.length > 0) yield { kind: "stored-readouts", readouts };
          if (isIncomplete || consumed === chunk.length) return;
        }
        this.#begin();
      }
      const count = Math.min(this.#requested.length - this.#filled, chunk.length - consumed);
      copyBytes(this.#requested, chunk.subarray(consumed, consumed + count), this.#filled);
      consumed += count;
      this.#filled += count;
      this.#offset += count;
      if (this.#filled < this.#requested.length) return;
      const message = this.#advance();
      if (message !== undefined) yield message;
    }
  }

  /**
   * The readouts that follow each other from a byte on.
   * @returns them, where they end, and whether that is the beginning of another one
   */
  #storedReadouts(chunk: Uint8Array, start: number) {
    const readouts: StoredReadout[] = [];
    let end = start;
    while (end < chunk.length) {
      const stored = storedReadoutAt(chunk, end, this.#slabs, this.#limits);
      if (stored === undefined) break;
      if (stored === "incomplete") return { readouts, end, isIncomplete: true };
      const length = messageBytes(stored);
      this.#count += 1;
      this.#offset += length;
      end += length;
      readouts.push(stored);
    }
    return { readouts, end, isIncomplete: false };
  }

  /** @throws MrdError if the stream ended inside a message, or failed before */
  finish(): void {
    this.copyRest();
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#reading === undefined) return;
    throw new MrdError("truncated", `the stream ended inside ${this.#place()}`);
  }

  #begin(): void {
    this.#count += 1;
    this.#messageOffset = this.#offset;
    this.#reading = this.#contents.read();
    this.#advance();
  }

  /** Runs the coroutine up to its next request for bytes, or to its message. */
  #advance(): WireMessage | undefined {
    try {
      const { done, value } = this.#reading!.next();
      if (done) {
        this.#reading = undefined;
        return value;
      }
      this.#requested = value;
      this.#filled = 0;
      return undefined;
    } catch (error) {
      const located =
        error instanceof MrdError ? new MrdError(error.code, `${this.#place()}: ${error.message}`) : error;
      this.#failure = { error: located };
      throw located;
    }
  }

  #place(): string {
    return `message ${this.#count} (at byte ${this.#messageOffset} of the stream)`;
  }
}
