/** Size of a block: several reads of a socket, and dozens of usual readouts. */
const BLOCK_BYTES = 2 ** 20;

interface Block {
  readonly bytes: Uint8Array;
  holders: number;
  /** Of the same memory. */
  readonly free: Block[];
}

const blocks = new WeakMap<ArrayBufferLike, Block>();

/**
 * Memory to receive bytes in, from which readouts are processed where they are. It consists of blocks, each of which is
 * reused when nobody holds it any more.
 */
export class InputMemory {
  readonly #allocate: (bytes: number) => ArrayBufferLike;
  readonly #free: Block[] = [];

  /** @param allocate other memory than the default, such as that which a `WorkPool` shares with its threads */
  constructor(allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes)) {
    this.#allocate = allocate;
  }

  /** A block that the caller holds. */
  take(): Uint8Array {
    const block = this.#free.pop() ?? this.#new();
    block.holders = 1;
    return block.bytes;
  }

  #new(): Block {
    const bytes = new Uint8Array(this.#allocate(BLOCK_BYTES));
    const block = { bytes, holders: 0, free: this.#free };
    blocks.set(bytes.buffer, block);
    return block;
  }
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
  if (block.holders === 0) block.free.push(block);
}
