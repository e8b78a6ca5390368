import { Socket } from "node:net";

/** A config that is a name: its ID and its length in bytes. */
const CONFIG_FILE = { id: 1, bytes: 1024 };
/** A config that is a text, after its ID and its length. */
const CONFIG_TEXT = { id: 2, offset: 6 };
/** A text is waited for up to this length; longer ones end in the session. */
const MOST_BYTES = 2 ** 16;

/** Bytes per read. What is read beyond the config stays below this. */
const BUFFER_BYTES = 2048;

/** Node's internal handle of a socket; undocumented, but needed to replace the socket's reader. */
type WithHandle = Socket & { _handle?: { useUserBuffer?: unknown } | null };

export interface ArrivalEvents {
  /** The config is there, or something else that a session can answer. Nothing more is read. */
  onConfig(): void;
  /** The client has closed its side, and sent nothing. */
  onNothing(): void;
}

/**
 * The socket of a client that has not sent its config yet. It is read up to there, and no further: a client that leaves
 * before that takes no process, and what it sends later stays in the system's buffers.
 */
export class ArrivingSocket extends Socket {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  /** Number of bytes up to the end of the config, as far as that is known. */
  #needed = 2;
  #isOver = false;

  /**
   * Takes over a socket from which nothing has been read yet.
   * @returns the socket itself if this version of Node does not allow that; its config is then not waited for
   */
  static over(socket: Socket, events: ArrivalEvents): Socket | ArrivingSocket {
    const handle = (socket as WithHandle)._handle;
    if (typeof handle?.useUserBuffer === "function") return new ArrivingSocket(handle, events);
    queueMicrotask(() => events.onConfig());
    return socket;
  }

  private constructor(handle: object, { onConfig, onNothing }: ArrivalEvents) {
    super({
      handle,
      allowHalfOpen: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(BUFFER_BYTES),
        callback: (bytes: number, buffer: Uint8Array) => {
          if (this.#isOver) return true; // it has been rejected
          this.#take(Buffer.from(buffer.subarray(0, bytes)));
          if (this.#length < this.#needed) return true;
          this.#isOver = true;
          queueMicrotask(onConfig); // after reading has stopped
          return false;
        },
      },
    } as ConstructorParameters<typeof Socket>[0]);
    this.once("end", () => {
      if (this.#isOver) return;
      this.#isOver = true;
      if (this.#length === 0) onNothing();
      else onConfig(); // the session says what is missing
    });
    this.resume();
  }

  /** From now on, what arrives is discarded. */
  stopWaiting(): void {
    this.#isOver = true;
  }

  /** What was read. */
  get firstBytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return;
    const bytes = this.firstBytes;
    this.#needed = neededBytes(bytes);
  }
}

/** @param bytes at least two @returns the length of the config, as far as it is known; 2 for another message */
function neededBytes(bytes: Buffer): number {
  const id = bytes.readUInt16LE(0);
  if (id === CONFIG_FILE.id) return 2 + CONFIG_FILE.bytes;
  if (id !== CONFIG_TEXT.id) return 2;
  if (bytes.length < CONFIG_TEXT.offset) return CONFIG_TEXT.offset;
  return Math.min(CONFIG_TEXT.offset + bytes.readUInt32LE(2), MOST_BYTES);
}
