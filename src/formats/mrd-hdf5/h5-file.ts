import { closeSync, openSync, readSync, statSync } from "node:fs";
import { devNull } from "node:os";
import { resolve } from "node:path";
import type { Metadata, Module } from "h5wasm/node";
import { StorageError } from "./errors.ts";

/** Type classes of HDF5. */
export const TypeClass = { integer: 0, float: 1, string: 3, compound: 6, vlen: 9, array: 10 } as const;

type H5Module = typeof Module;

/** A member of a compound type. */
export type MemberMetadata = NonNullable<Metadata["compound_type"]>["members"][number];

/** What deflate, the filter that all know, makes of noughts. */
const MOST_COMPRESSION = 1032;

const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The part of Emscripten's file system that its types leave out. */
interface StandardStreams {
  getStream(descriptor: number): { nfd: number };
}

let loading: Promise<H5Module> | undefined;

/** Loads HDF5 when the first file is opened: it is four megabytes of WebAssembly. */
function loadModule(): Promise<H5Module> {
  loading ??= import("h5wasm/node").then(async ({ default: h5wasm }) => {
    const module = await h5wasm.ready;
    // HDF5 prints each error that it returns; ours say the same to whom it concerns.
    (module.FS as unknown as StandardStreams).getStream(2).nfd = openSync(devNull, "w");
    return module;
  });
  return loading;
}

/**
 * An HDF5 file opened for reading, through h5wasm's low level: its high level leaks variable-length members, rounds
 * 64-bit masks, and cannot tell a null string from text.
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
    if (this.#id < 0n) throw new StorageError("not-hdf5", `${path} is an HDF5 file that is damaged or cut short`);
  }

  /** @throws StorageError `not-found`, `not-hdf5`, `read-failed` if the system refuses to read it */
  static async open(path: string): Promise<H5File> {
    checkSignature(path);
    return new H5File(await loadModule(), path);
  }

  /** Names in a group, by creation where the file tracks it, else by name. */
  names(group: string): string[] {
    return this.#call(group, (module) => module.get_names(this.#id, group, false));
  }

  /** What a name stands for; `"other"` is a link that leads elsewhere or nowhere, or a named type. */
  kind(path: string): "group" | "dataset" | "other" {
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

  /** Type and shape of a dataset, as its values lie in memory once they are read. */
  metadata(path: string): Metadata {
    return this.#call(path, (module) => module.get_dataset_metadata(this.#id, path));
  }

  /**
   * Reads a box of a dataset and decodes it. The heap and what it points to are gone when this returns, so `decode`
   * copies what it keeps.
   * @param decode given HDF5's heap, and where in it the elements begin
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
   * Reads rows and decodes them one by one. The heap and what it points to are there until the next row is asked for, or
   * something else is read: HDF5's heap may then become another.
   * @param decode given HDF5's heap, and where in it the row begins
   * @throws StorageError `read-failed`, with the name of the dataset
   */
  *rows<T>(
    path: string,
    metadata: Metadata,
    { offset, count }: { readonly offset: number; readonly count: number },
    decode: (heap: Uint8Array, start: number) => T,
  ): Generator<T, void, void> {
    const held = this.#hold(path, metadata, { offset: [offset], count: [count] });
    try {
      for (let row = 0; row < count; row += 1) {
        yield this.#call(path, (module) => decode(module.HEAPU8, held.start + row * metadata.size));
      }
    } finally {
      held.release();
    }
  }

  /** Reads a box of a dataset to HDF5's heap, where it lies until it is released. */
  #hold(path: string, metadata: Metadata, box: Box): { readonly start: number; release(): void } {
    return this.#call(path, (module) => {
      const bytes = box.count.reduce((size, extent) => size * extent, metadata.size);
      const start = bytes < module.MAXIMUM_MEMORY ? module._malloc(bytes) : 0;
      if (start === 0) throw new StorageError("read-failed", `${this.path}: no memory for ${bytes} bytes of ${path}`);
      const count = box.count.map(BigInt);
      try {
        const orNull = (numbers: bigint[]) => (numbers.length === 0 ? null : numbers); // a scalar has no box
        const [counts, offset, steps] = [count, box.offset.map(BigInt), count.map(() => 1n)].map(orNull);
        const status = module.get_dataset_data(this.#id, path, counts!, offset!, steps!, BigInt(start));
        if (status < 0) throw this.#unreadable(path);
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
   * Makes sure that a file can hold as many rows as it says, or to read them would never end.
   * @throws StorageError `read-failed`
   */
  requireRows(path: string, { size, total_size: rows }: Metadata): void {
    const filters = this.#call(path, (module) => module.get_dataset_filters(this.#id, path));
    const most = this.#bytes * (filters.length === 0 ? 1 : MOST_COMPRESSION);
    if (rows * size <= most) return;
    const held = `${rows} rows of ${size} bytes, more than a file of ${this.#bytes} bytes can hold`;
    throw new StorageError("read-failed", `${this.path}: ${path} says that it has ${held}: the file is damaged`);
  }

  close(): void {
    if (this.#open) this.#module.close_file(this.#id);
    this.#open = false;
  }

  #call<T>(path: string, action: (module: H5Module) => T): T {
    if (!this.#open) throw new StorageError("closed", `${this.path} is closed`);
    try {
      return action(this.#module);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw this.#unreadable(path, { cause: error });
    }
  }

  #unreadable(path: string, options?: ErrorOptions): StorageError {
    const message = `${this.path}: ${path} cannot be read: the file is damaged, or compressed in an unknown way`;
    return new StorageError("read-failed", message, options);
  }
}

/** A part of a dataset: where it begins along each axis, and how far it goes. */
export interface Box {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

function hasVariableLength(metadata: Metadata): boolean {
  if (metadata.type === TypeClass.vlen || metadata.vlen) return true;
  if (metadata.array_type) return hasVariableLength(metadata.array_type);
  return metadata.compound_type?.members.some(hasVariableLength) ?? false;
}

/** HDF5's signature lies at 0, 512, 1024, 2048 …: a user may put a block of their own in front. */
function checkSignature(path: string): void {
  const file = openExisting(path);
  try {
    const found = Buffer.alloc(SIGNATURE.length);
    for (let at = 0; readSync(file, found, 0, found.length, at) === found.length; at = at === 0 ? 512 : 2 * at) {
      if (found.equals(SIGNATURE)) return;
    }
  } catch (error) {
    throw new StorageError("read-failed", `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    closeSync(file);
  }
  throw new StorageError("not-hdf5", `${path} is not an HDF5 file`);
}

function openExisting(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const message = missing ? `there is no file ${path}` : `${path} cannot be read: ${(error as Error).message}`;
    throw new StorageError(missing ? "not-found" : "read-failed", message, { cause: error });
  }
}
