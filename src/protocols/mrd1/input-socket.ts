import { Socket } from "node:net";

/** Size of one read in bytes: as much as the kernel usually has ready. */
const BUFFER_BYTES = 2 ** 18;

/** Node's internal handle of a socket; undocumented, but needed to replace the socket's reader. */
type WithHandle = Socket & { _handle?: { useUserBuffer?: unknown } | null };

/** The same error as the system reports for a connection that the other side has reset. */
export function connectionLost(): Error {
  return Object.assign(new Error("the connection was lost"), { code: "ECONNRESET" });
}

/**
 * A socket that reads into two fixed buffers alternately. Node's streams allocate memory for every read, which takes
 * half the time of reading, and as much again for garbage collection.
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
   * @returns the socket itself if this version of Node does not allow that
   */
  static over(socket: Socket, firstBytes: Uint8Array = new Uint8Array(0)): Socket {
    const handle = (socket as WithHandle)._handle;
    if (typeof handle?.useUserBuffer === "function") return new InputSocket(handle, firstBytes);
    if (firstBytes.length > 0) socket.unshift(firstBytes);
    return socket;
  }

  private constructor(handle: object, firstBytes: Uint8Array) {
    const buffers = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)] as const;
    let turn = 1;
    super({
      handle,
      allowHalfOpen: true,
      onread: {
        buffer: () => {
          turn = 1 - turn;
          return buffers[turn]!;
        },
        callback: (bytes: number, buffer: Uint8Array) => this.#read(buffer.subarray(0, bytes)),
      },
    } as ConstructorParameters<typeof Socket>[0]);
    if (firstBytes.length > 0) this.#firstBytes = firstBytes;
    this.on("end", () => this.#end());
    this.on("error", (error) => this.#end(error));
    this.on("close", () => this.#end(this.readableEnded ? undefined : connectionLost()));
  }

  /** Received data, in chunks. A chunk is valid until the next one is requested. */
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
