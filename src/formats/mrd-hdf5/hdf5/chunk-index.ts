import { Bytes, UNDEFINED, u64 } from "./bytes.ts";
import { type AppendFile, Stage } from "./file.ts";

/** Children per node: twice the order 32, which superblock version 0 implies. */
const FANOUT = 64;
const NODE_PREFIX = 24;

interface Node {
  readonly address: number;
  count: number;
}

/**
 * The version 1 B-tree of a dataset whose chunks are appended in order along the first axis. Such a tree is a radix
 * tree over chunk numbers: every key is known before its chunk exists. A node is therefore written with all its keys,
 * and only the addresses of its children and their count change as it grows.
 */
export class ChunkIndex {
  readonly #file: AppendFile;
  readonly #rootField: number;
  readonly #rank: number;
  readonly #chunkRows: number;
  readonly #chunkBytes: number;
  /** The rightmost node of every level, leaves first. */
  readonly #nodes: Node[] = [];
  #chunks = 0;

  /**
   * @param rootField address of the field that holds the root's address
   * @param chunk.rank number of dimensions of the dataset
   * @param chunk.rows extent of a chunk along the first axis
   * @param chunk.bytes size of a chunk
   */
  constructor(file: AppendFile, rootField: number, chunk: { rank: number; rows: number; bytes: number }) {
    this.#file = file;
    this.#rootField = rootField;
    this.#rank = chunk.rank;
    this.#chunkRows = chunk.rows;
    this.#chunkBytes = chunk.bytes;
  }

  /** Adds the next chunk. */
  add(address: number): void {
    this.#insert(0, address);
    this.#chunks += 1;
  }

  #insert(level: number, child: number): void {
    const node = this.#nodes[level];
    if (node === undefined) {
      this.#nodes[level] = this.#create(level, 0, [child], undefined);
      this.#file.patch(Stage.index, this.#rootField, u64(this.#nodes[level].address));
    } else if (node.count < FANOUT) {
      this.#file.patch(Stage.nodes, node.address + this.#childAt(node.count), u64(child));
      node.count += 1;
      this.#file.patch(Stage.index, node.address + 6, new Bytes(2).u16(node.count).take());
    } else {
      const next = this.#create(level, this.#chunks, [child], node);
      this.#nodes[level] = next;
      this.#file.patch(Stage.nodes, node.address + 16, u64(next.address));
      if (level + 1 < this.#nodes.length) this.#insert(level + 1, next.address);
      else this.#grow(level + 1, [node.address, next.address]);
    }
  }

  /** A new root above the two nodes of the level below. */
  #grow(level: number, children: readonly number[]): void {
    const root = this.#create(level, 0, children, undefined);
    this.#nodes.push(root);
    this.#file.patch(Stage.index, this.#rootField, u64(root.address));
  }

  #create(level: number, firstChunk: number, children: readonly number[], left: Node | undefined): Node {
    const bytes = new Bytes(NODE_PREFIX + (FANOUT + 1) * this.#keySize + FANOUT * 8)
      .signature("TREE")
      .u8(1, level)
      .u16(children.length)
      .u64(left?.address ?? UNDEFINED)
      .u64(UNDEFINED);
    for (let i = 0; i <= FANOUT; i++) {
      const row = (firstChunk + i * FANOUT ** level) * this.#chunkRows;
      bytes
        .u32(this.#chunkBytes)
        .u32(0) // No filter was skipped.
        .u64(row)
        .zeros(8 * this.#rank); // The other axes, and one more for the element.
      if (i < FANOUT) bytes.u64(children[i] ?? UNDEFINED);
    }
    return { address: this.#file.append(bytes.take()), count: children.length };
  }

  get #keySize(): number {
    return 8 + 8 * (this.#rank + 1);
  }

  #childAt(i: number): number {
    return NODE_PREFIX + i * (this.#keySize + 8) + this.#keySize;
  }
}
