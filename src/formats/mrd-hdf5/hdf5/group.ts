import { aligned, Bytes, UNDEFINED } from "./bytes.ts";
import { type AppendFile, GROUP_INTERNAL_K, GROUP_LEAF_K, Stage } from "./file.ts";
import { objectHeader, symbolTable } from "./object-header.ts";

const LEAF_ENTRIES = 2 * GROUP_LEAF_K;
const NODE_ENTRIES = 2 * GROUP_INTERNAL_K;
const ENTRY_SIZE = 40;
const NO_FREE_BLOCK = 1;

interface Link {
  readonly name: Uint8Array;
  readonly nameOffset: number;
  readonly object: number;
}

/** A node of the group's tree: its address, and the last of its names. */
interface Subtree {
  readonly address: number;
  readonly lastName: number;
}

/**
 * An old-style group: names in a local heap, links in symbol-table nodes below a version 1 B-tree. A changed group gets
 * new tables, and a single patch of its header replaces the old ones, so that no reader sees a partial change.
 */
export class Hdf5Group {
  readonly #file: AppendFile;
  readonly #links = new Map<string, { readonly header: number }>();
  readonly #children: Hdf5Group[] = [];
  #header: number | undefined;
  #tables = 0;
  #changed = true;

  constructor(file: AppendFile) {
    this.#file = file;
  }

  /** Address of the object header, once the group has been stored. */
  get header(): number {
    if (this.#header === undefined) throw new RangeError("a group has no address before it is stored");
    return this.#header;
  }

  has(name: string): boolean {
    return this.#links.has(name);
  }

  /** Adds an object to this group, replacing one of the same name. */
  link(name: string, object: { readonly header: number }): void {
    this.#links.set(name, object);
    if (object instanceof Hdf5Group) this.#children.push(object);
    this.#changed = true;
  }

  /** Writes the changes of this group and its subgroups. The next commit makes them visible. */
  store(): void {
    for (const child of this.#children) child.store();
    if (!this.#changed) return;
    const { heap, links } = this.#names();
    const tables = symbolTable(this.#tree(links), heap);
    if (this.#header === undefined) {
      const { bytes, bodies } = objectHeader([tables]);
      this.#header = this.#file.append(bytes, { offset: bodies[0]!, length: tables.body.length });
      this.#tables = this.#header + bodies[0]!;
    } else {
      this.#file.patch(Stage.publish, this.#tables, tables.body);
    }
    this.#changed = false;
  }

  /** Writes the local heap. Links are sorted by the bytes of their names, as the tree requires. */
  #names(): { heap: number; links: Link[] } {
    const names = new Bytes().zeros(8);
    const links = [...this.#links]
      .map(([name, object]) => ({ name: Buffer.from(name), text: name, object }))
      .sort((a, b) => Buffer.compare(a.name, b.name))
      .map(({ name, text, object }) => {
        const nameOffset = names.length;
        names.name(text);
        return { name, nameOffset, object: object.header };
      });
    const segment = this.#file.append(names.take());
    const heap = new Bytes(32).signature("HEAP").u32(0).u64(names.length).u64(NO_FREE_BLOCK).u64(segment);
    return { heap: this.#file.append(heap.take()), links };
  }

  #tree(links: readonly Link[]): number {
    let level = 0;
    let subtrees = inGroupsOf(LEAF_ENTRIES, links).map((entries) => this.#leaf(entries));
    do {
      subtrees = this.#row(level, inGroupsOf(NODE_ENTRIES, subtrees));
      level += 1;
    } while (subtrees.length > 1);
    return subtrees[0]!.address;
  }

  #leaf(links: readonly Link[]): Subtree {
    const bytes = new Bytes(8 + LEAF_ENTRIES * ENTRY_SIZE).signature("SNOD").u8(1, 0).u16(links.length);
    for (const { nameOffset, object } of links) bytes.u64(nameOffset).u64(object).zeros(24);
    bytes.padTo(8 + LEAF_ENTRIES * ENTRY_SIZE);
    return { address: this.#file.append(bytes.take()), lastName: links.at(-1)?.nameOffset ?? 0 };
  }

  /** The nodes of one level. They are contiguous in the file because each refers to its neighbours. */
  #row(level: number, nodes: readonly (readonly Subtree[])[]): Subtree[] {
    const size = aligned(24 + NODE_ENTRIES * 16 + 8);
    const start = this.#file.allocate(nodes.length * size);
    let lastName = 0;
    return nodes.map((subtrees, i) => {
      const address = start + i * size;
      const bytes = new Bytes(size)
        .signature("TREE")
        .u8(0, level)
        .u16(subtrees.length)
        .u64(i === 0 ? UNDEFINED : address - size)
        .u64(i === nodes.length - 1 ? UNDEFINED : address + size)
        .u64(lastName);
      for (const subtree of subtrees) bytes.u64(subtree.address).u64(subtree.lastName);
      this.#file.write(address, bytes.padTo(size).take());
      lastName = subtrees.at(-1)?.lastName ?? lastName;
      return { address, lastName };
    });
  }
}

/** Slices of a given length. An empty list gives one empty slice, because a tree has at least one node. */
function inGroupsOf<T>(length: number, items: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let i = 0; i < items.length || i === 0; i += length) slices.push(items.slice(i, i + length));
  return slices;
}
