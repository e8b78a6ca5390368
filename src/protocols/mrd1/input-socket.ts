import { Socket } from "node:net";
import { InputMemory, letGo } from "../../memory/index.ts";

/** Maximum size of one read in bytes: each takes a turn of the event loop. Larger ones leave the processor's caches. */
const MOST_BYTES = 2 ** 19;
/** Less than this at the end of a block is not worth a read. */
const LEAST_BYTES = 2 ** 16;

/** Node's internal handle of a socket; undocumented, but needed to replace the socket's reader. */
type WithHandle = Socket & { _handle?: { useUserBuffer?: unknown } | null };

/** The same error as the system reports for a connection that the other side has reset. */
export function connectionLost(): Error {
  return Object.assign(new Error("the connection was lost"), { code: "ECONNRESET" });
}

/**
 * A socket that reads into blocks of memory which are reused. Node's streams allocate memory for every read, which takes
 * half the time of reading, and as much again for garbage collection. Consecutive chunks follow each other in a block.
 */
export class InputSocket extends Socket {
  /** Read before this socket took over, and not yet requested. */
  #firstBytes: Uint8Array | undefined;
  /** Read, but not yet requested. */
  #ahead: Uint8Array | undefined;
  #pendingRead: { resolve(result: IteratorResult<Uint8Array>): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;
  #over = false;

  /**
   * Takes over a socket.
   * @param firstBytes what has been read from it already
   * @param memory to read into; of several sockets, if the session of one begins when that of the one before is over
   * @returns the socket itself if this version of Node does not allow that
   */
  static over(
    socket: Socket,
    firstBytes: Uint8Array = new Uint8Array(0),
    memory: InputMemory = new InputMemory(),
  ): Socket {
    const handle = (socket as WithHandle)._handle;
    if (typeof handle?.useUserBuffer === "function") return new InputSocket(handle, firstBytes, memory);
    if (firstBytes.length > 0) socket.unshift(firstBytes);
    return socket;
  }

  private constructor(handle: object, firstBytes: Uint8Array, memory: InputMemory) {
    const blocks = new Blocks(memory);
    super({
      handle,
      allowHalfOpen: true,
      onread: {
        buffer: () => blocks.room(),
        callback: (bytes: number) => this.#read(blocks.filled(bytes)),
      },
    } as ConstructorParameters<typeof Socket>[0]);
    if (firstBytes.length > 0) this.#firstBytes = firstBytes;
    this.on("end", () => this.#end());
    this.on("error", (error) => this.#end(error));
    this.on("close", () => {
      this.#end(this.readableEnded ? undefined : connectionLost());
      blocks.end();
    });
  }

  /** Received data, in chunks. A chunk is valid until the one after the next is requested. */
  chunks(): AsyncIterator<Uint8Array> {
    return {
      next: () =>
        new Promise((resolve, reject) => {
          const first = this.#firstBytes;
          if (first !== undefined) {
            this.#firstBytes = undefined;
            resolve({ done: false, value: first });
            return;
          }
          const value = this.#ahead;
          this.#ahead = undefined;
          if (value !== undefined) resolve({ done: false, value });
          else if (this.#failure !== undefined) reject(this.#failure);
          else if (this.#over) resolve({ done: true, value: undefined });
          else this.#pendingRead = { resolve, reject };
          if (!this.#over) this.resume();
        }),
    };
  }

  /** Returns data that were requested: they are the next to be read. No request may be pending. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#firstBytes = bytes;
  }

  /**
   * Ends reading, for a process that goes on with the connection: this process closes its end alone.
   * @returns what was read from the connection and not requested since
   */
  release(): Uint8Array {
    const parts = [this.#firstBytes, this.#ahead].filter((part) => part !== undefined);
    const bytes = Buffer.concat(parts);
    this.destroy();
    return bytes;
  }

  /** @returns whether to continue reading, into the other buffer */
  #read(chunk: Uint8Array): boolean {
    const pendingRead = this.#pendingRead;
    this.#pendingRead = undefined;
    if (pendingRead !== undefined) pendingRead.resolve({ done: false, value: chunk });
    else this.#ahead = chunk;
    return pendingRead !== undefined;
  }

  #end(failure?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    if (failure !== undefined) this.#pendingRead?.reject(failure);
    else this.#pendingRead?.resolve({ done: true, value: undefined });
    this.#pendingRead = undefined;
  }
}

/** The blocks that a socket reads into, one after the other. */
class Blocks {
  readonly #memory: InputMemory;
  #block: Uint8Array;
  #used = 0;
  /** The end of a readout that begins in this block may be read into the next one. */
  #previous: Uint8Array | undefined;

  constructor(memory: InputMemory) {
    this.#memory = memory;
    memory.isShared = false;
    this.#block = memory.take();
  }

  /** Where the next bytes are to be read. */
  room(): Uint8Array {
    if (this.#block.length - this.#used < LEAST_BYTES) {
      if (this.#previous !== undefined) letGo(this.#previous);
      this.#previous = this.#block;
      this.#block = this.#memory.take();
      this.#used = 0;
    }
    return this.#block.subarray(this.#used, this.#used + MOST_BYTES);
  }

  /** Lets the blocks go. What was read stays valid until another socket reads into the same memory. */
  end(): void {
    if (this.#previous !== undefined) letGo(this.#previous);
    letGo(this.#block);
    this.#previous = undefined;
  }

  /** So many bytes were read. @returns them */
  filled(bytes: number): Uint8Array {
    this.#used += bytes;
    return this.#block.subarray(this.#used - bytes, this.#used);
  }
}
