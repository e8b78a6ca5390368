import { openSync, statSync } from "node:fs";
import { devNull } from "node:os";
import { resolve } from "node:path";
import type { Metadata, Module } from "h5wasm/node";
import { counted } from "../../text/index.ts";
import { StorageError } from "./errors.ts";
import { readingOneFile, refuseOtherFiles } from "./other-files.ts";
import { cannotOpen, checkSignature } from "./signature.ts";

/** Type classes of HDF5. */
export const TypeClass = { integer: 0, float: 1, string: 3, opaque: 5, compound: 6, vlen: 9, array: 10 } as const;

type H5Module = typeof Module;

/** A member of a compound type. */
export type MemberMetadata = NonNullable<Metadata["compound_type"]>["members"][number];

/** Zeros as compressed by deflate, the filter that every build of HDF5 has. */
const MOST_COMPRESSION = 1032;

/** The part of Emscripten's file system that its type declarations leave out. */
interface StandardStreams {
  getStream(descriptor: number): { nfd: number };
}

let loading: Promise<H5Module> | undefined;

/** Loads HDF5 when the first file is opened: it is 4 MB of WebAssembly. */
function loadModule(): Promise<H5Module> {
  loading ??= import("h5wasm/node").then(async ({ default: h5wasm }) => {
    const module = await h5wasm.ready;
    // HDF5 prints every error that it also returns. Larmor's own errors report the same to the caller.
    (module.FS as unknown as StandardStreams).getStream(2).nfd = openSync(devNull, "w");
    refuseOtherFiles(module);
    return module;
  });
  return loading;
}

/**
 * An HDF5 file opened for reading, through h5wasm's low-level API. Its high-level API leaks variable-length members,
 * rounds 64-bit masks, and does not distinguish a null string from text.
 */
export class H5File {
  readonly #module: H5Module;
  readonly #id: bigint;
  readonly #bytes: number;
  #open = true;

  private constructor(
    module: H5Module,
    readonly path: string,
  ) {
    this.#module = module;
    this.#bytes = statSync(path).size;
    this.#id = module.open(resolve(path), module.H5F_ACC_RDONLY, false, -1, -1);
    if (this.#id < 0n) throw cannotOpen(path);
  }

  /** @throws StorageError `not-found`, `not-hdf5`; `read-failed` if the system refuses to read it */
  static async open(path: string): Promise<H5File> {
    checkSignature(path);
    return new H5File(await loadModule(), path);
  }

  /** Names in a group, by creation order if the file tracks it, else by name. */
  names(group: string): string[] {
    return this.#call(group, (module) => module.get_names(this.#id, group, false));
  }

  /** The kind of object that a name refers to. `"other"` is an external or dangling link, or a named type. */
  kind(path: string): "group" | "dataset" | "other" {
    if (path === "/") return "group"; // No link refers to it, and h5wasm does not expect that.
    return this.#call(path, (module) => {
      if (module.get_symbolic_link(this.#id, path) !== null) return "other";
      if (module.get_external_link(this.#id, path).filename !== undefined) return "other";
      const type = module.get_type(this.#id, path);
      if (type === module.H5G_GROUP) return "group";
      return type === module.H5G_DATASET ? "dataset" : "other";
    });
  }

  /** Names of the HDF5 attributes of an object. */
  attributeNames(path: string): string[] {
    return this.#call(path, (module) => module.get_attribute_names(this.#id, path));
  }

  /** Type and shape of a dataset, as its values are stored in memory once they are read. */
  metadata(path: string): Metadata {
    return this.#call(path, (module) => module.get_dataset_metadata(this.#id, path));
  }

  /** Address of an object's header in the file. */
  address(path: string): number {
    const reference = this.#call(path, (module) => module.create_object_reference(this.#id, path));
    return Number(new DataView(Uint8Array.from(reference).buffer).getBigUint64(0, true));
  }

  /**
   * Reads a box of a dataset and decodes it. The heap region and what it points to are freed on return, so `decode`
   * copies what it retains.
   * @param decode called with HDF5's heap and the address of the first element
   * @throws StorageError `read-failed`, with the name of the dataset
   */
  read<T>(path: string, metadata: Metadata, box: Box, decode: (heap: Uint8Array, start: number) => T): T {
    const held = this.#hold(path, metadata, box);
    try {
      return this.#call(path, (module) => decode(module.HEAPU8, held.start));
    } finally {
      held.release();
    }
  }

  /**
   * Reads rows and decodes them one by one. The heap and what it points to are valid until the next row is requested or
   * anything else is read: HDF5's heap may be reallocated then.
   * @param decode called with HDF5's heap and the address of the row
   * @throws StorageError `read-failed`, with the name of the dataset
   */
  *rows<T>(
    path: string,
    metadata: Metadata,
    { offset, count }: { readonly offset: number; readonly count: number },
    decode: (heap: Uint8Array, start: number) => T,
  ): Generator<T, void, void> {
    const held = this.#hold(path, metadata, boxOfRows(metadata, offset, count));
    try {
      for (let row = 0; row < count; row += 1) {
        yield this.#call(path, (module) => decode(module.HEAPU8, held.start + row * metadata.size));
      }
    } finally {
      held.release();
    }
  }

  /** Reads a box of a dataset to HDF5's heap, where it stays until it is released. */
  #hold(path: string, metadata: Metadata, box: Box): { readonly start: number; release(): void } {
    this.#requireOwn(path, metadata);
    return this.#call(path, (module) => {
      const bytes = box.count.reduce((size, extent) => size * extent, metadata.size);
      const start = bytes < module.MAXIMUM_MEMORY ? module._malloc(bytes) : 0;
      if (start === 0)
        throw new StorageError("read-failed", `${this.path}: no memory for ${counted(bytes, "byte")} of ${path}`);
      const count = box.count.map(BigInt);
      try {
        const orNull = (numbers: bigint[]) => (numbers.length === 0 ? null : numbers); // A scalar has no box.
        const [counts, offset, steps] = [count, box.offset.map(BigInt), count.map(() => 1n)].map(orNull);
        this.#call(path, () => {
          const status = module.get_dataset_data(this.#id, path, counts!, offset!, steps!, BigInt(start));
          if (status < 0) throw this.#unreadable(path);
        });
      } catch (error) {
        module._free(start);
        throw error;
      }
      const release = () => {
        try {
          if (this.#open && hasVariableLength(metadata)) {
            this.#call(path, () => module.reclaim_vlen_memory_count(this.#id, path, "", BigInt(start), count));
          }
        } finally {
          module._free(start);
        }
      };
      return { start, release };
    });
  }

  /**
   * Checks that a file can hold as many rows as it announces; otherwise reading them would never end.
   * @throws StorageError `read-failed`, `in-another-file`
   */
  requireRows(path: string, metadata: Metadata): void {
    const { size, total_size: rows } = metadata;
    this.#requireOwn(path, metadata);
    const filters = this.#call(path, (module) => module.get_dataset_filters(this.#id, path));
    const most = this.#bytes * (filters.length === 0 ? 1 : MOST_COMPRESSION);
    if (rows * size <= most) return;
    // Only reading shows whether rows are in another file; those in chunks are not.
    if (metadata.chunks === null) this.#hold(path, metadata, boxOfRows(metadata, 0, 1)).release();
    const held = `${counted(rows, "row")} of ${counted(size, "byte")}, more than a file of ${counted(this.#bytes, "byte")} can hold`;
    throw new StorageError("read-failed", `${this.path}: ${path} announces ${held}: the file is damaged`);
  }

  close(): void {
    if (this.#open) this.#module.close_file(this.#id);
    this.#open = false;
  }

  #call<T>(path: string, action: (module: H5Module) => T): T {
    if (!this.#open) throw new StorageError("closed", `${this.path} is closed`);
    let outcome: ReturnType<typeof readingOneFile<T>>;
    try {
      outcome = readingOneFile(() => action(this.#module));
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw this.#unreadable(path, { cause: error });
    }
    if ("otherFile" in outcome) throw this.#elsewhere(path, outcome.otherFile);
    return outcome.result;
  }

  /** Checks that a dataset is not composed of datasets of other files. */
  #requireOwn(path: string, { virtual_sources: sources = [] }: Metadata): void {
    const other = sources.find(({ file_name: name }) => name !== ".");
    if (other !== undefined) throw this.#elsewhere(path, other.file_name);
  }

  #elsewhere(path: string, otherFile: string): StorageError {
    const message = `${this.path}: ${path} is stored in another file, ${otherFile}, which is not read`;
    return new StorageError("in-another-file", `${message}: copy its values into this file`);
  }

  #unreadable(path: string, options?: ErrorOptions): StorageError {
    const message = `${this.path}: ${path} cannot be read: the file is damaged, or compressed in an unknown way`;
    return new StorageError("read-failed", message, options);
  }
}

/** A part of a dataset: its start and extent along each axis. */
export interface Box {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

/** Whether a dataset is a list of rows: only one of its axes is longer than 1. MATLAB writes a list as `[N, 1]`. */
export function isList({ shape }: Metadata): boolean {
  return shape !== null && shape.filter((extent) => extent !== 1).length <= 1;
}

/** The part of a list with some of its rows. */
export function boxOfRows({ shape }: Metadata, offset: number, count: number): Box {
  const extents = shape ?? [];
  const longest = extents.findIndex((extent) => extent !== 1);
  const axis = Math.max(0, longest);
  return {
    offset: extents.map((_, i) => (i === axis ? offset : 0)),
    count: extents.map((_, i) => (i === axis ? count : 1)),
  };
}

function hasVariableLength(metadata: Metadata): boolean {
  if (metadata.type === TypeClass.vlen || metadata.vlen) return true;
  if (metadata.array_type) return hasVariableLength(metadata.array_type);
  return metadata.compound_type?.members.some(hasVariableLength) ?? false;
}
