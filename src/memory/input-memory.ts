/** Size of a block: several reads of a socket, and dozens of usual readouts. */
const BLOCK_BYTES = 2 ** 21;

/** Where blocks come from. */
interface Supply {
  readonly allocate: (bytes: number) => ArrayBufferLike;
  /** Blocks that nobody holds. */
  readonly free: Block[];
}

interface Block {
  readonly bytes: Uint8Array;
  readonly supply: Supply;
  readonly memory: InputMemory;
  holders: number;
}

const blocks = new WeakMap<ArrayBufferLike, Block>();

/**
 * Memory to receive bytes in, from which readouts are processed where they are. It consists of blocks, each of which is
 * reused when nobody holds it any more. They are of this thread alone until another thread is to process readouts
 * ({@link receiveShared}): V8 reads and copies memory that threads share more slowly.
 */
export class InputMemory {
  readonly #own: Supply = { allocate: (bytes) => new ArrayBuffer(bytes), free: [] };
  readonly #shared: Supply | undefined;
  #current = this.#own;

  /** @param allocateShared memory that threads share: that of a `WorkPool`; by default, there are no other threads */
  constructor(allocateShared?: (bytes: number) => ArrayBufferLike) {
    this.#shared = allocateShared && { allocate: allocateShared, free: [] };
  }

  /** A block that the caller holds. */
  take(): Uint8Array {
    const block = this.#current.free.pop() ?? this.#new(this.#current);
    block.holders = 1;
    return block.bytes;
  }

  /** From now on, blocks are of memory that threads share, if there is any; otherwise of this thread's own. */
  set isShared(isShared: boolean) {
    this.#current = (isShared ? this.#shared : undefined) ?? this.#own;
  }

  #new(supply: Supply): Block {
    const bytes = new Uint8Array(supply.allocate(BLOCK_BYTES));
    const block = { bytes, supply, memory: this, holders: 0 };
    blocks.set(bytes.buffer, block);
    return block;
  }
}

/** Receives what comes after the block of these bytes in memory that threads share. */
export function receiveShared({ buffer }: ArrayBufferView): void {
  const block = blocks.get(buffer);
  if (block !== undefined) block.memory.isShared = true;
}

/** Keeps bytes of a block from being overwritten, until {@link letGo}. @returns false for bytes of other memory */
export function hold({ buffer }: ArrayBufferView): boolean {
  const block = blocks.get(buffer);
  if (block === undefined) return false;
  block.holders += 1;
  return true;
}

/** Ends what {@link hold} or {@link InputMemory.take} began. */
export function letGo({ buffer }: ArrayBufferView): void {
  const block = blocks.get(buffer);
  if (block === undefined) return;
  block.holders -= 1;
  if (block.holders === 0) block.supply.free.push(block);
}
