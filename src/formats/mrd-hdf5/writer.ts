import { existsSync } from "node:fs";
import type { DataType, PixelArray } from "../../mrd/index.ts";
import { checkArray, checkName, checkStorable, type StoredMessage } from "./check-message.ts";
import { StorageError } from "./errors.ts";
import { isProtocolName, isReserved, type TextName } from "./group-contents.ts";
import { writablePath } from "./group-path.ts";
import { GroupTree } from "./group-tree.ts";
import { GroupWriter } from "./group-writer.ts";
import { AppendFile } from "./hdf5/file.ts";
import { GlobalHeap } from "./hdf5/global-heap.ts";
import { copyGroups, Replacement } from "./replacement.ts";
import type { Existing, MrdFileWriterOptions, WriteSummary } from "./writer-options.ts";

/** Bytes of messages after which a commit is made automatically. */
const BATCH_BYTES = 1 << 20;
/**
 * If a message arrives more than this many milliseconds after the last commit, it is committed along with those before
 * it.
 */
const BATCH_MS = 1000;

/**
 * Appends one measurement to an MRD file. Committed data stay readable whatever happens to this process. A commit is
 * made by `flush`, by `close`, after every MiB of messages, and by a message that arrives a second or more after the
 * last commit. There is no timer: data that arrive just before a pause are committed by the next message, unless
 * `flush` is called.
 */
export class MrdFileWriter {
  readonly #file: AppendFile;
  readonly #groups: GroupTree;
  readonly #heap: GlobalHeap;
  readonly #replacement: Replacement | undefined;
  readonly #path: string;
  readonly #groupName: string;
  #group!: GroupWriter;
  #uncommitted = 0;
  #committedAt = 0;
  #state: "open" | "failed" | "closed" = "open";

  private constructor(path: string, options: Required<MrdFileWriterOptions>, replacement: Replacement | undefined) {
    this.#path = path;
    this.#groupName = options.group;
    this.#replacement = replacement;
    const { sync } = options;
    // The file to which a group is added may be private, so the new file that replaces it is private, too.
    this.#file = new AppendFile(replacement?.path ?? path, { sync, mode: replacement?.mode ?? options.mode });
    this.#heap = new GlobalHeap(this.#file);
    this.#groups = new GroupTree(this.#file);
  }

  /**
   * Opens a group for writing. If the file exists, its contents are copied to a new file next to it, `<path>.adding`,
   * which replaces it when the writer is closed. The call is asynchronous because an existing file is read first. When
   * the promise resolves, a new file exists and is valid HDF5. With `existing: "refuse"`, only one of any number of
   * writers, in whatever process, gets the path.
   * @throws StorageError `invalid-name`, `group-exists`, `file-exists` if another writer is adding a group or an
   * existing file is refused, `not-hdf5` or `not-mrd` if the existing file contains anything but MRD, or an empty
   * group, which may belong to another writer, `write-failed`. The existing file is unchanged.
   */
  static async create(path: string, options: MrdFileWriterOptions = {}): Promise<MrdFileWriter> {
    const { existing = "add", sync = false, mode = 0o666 } = options;
    const group = writablePath(options.group ?? "dataset");
    const settings = { group, existing, sync, mode };
    const replacement =
      existing !== "refuse" && existsSync(path) ? await Replacement.of(path, group, existing) : undefined;
    try {
      const writer = new MrdFileWriter(path, settings, replacement);
      writer.#begin(existing);
      return writer;
    } finally {
      replacement?.source.close();
    }
  }

  /**
   * Checks that a group can be written, without side effects.
   * @throws StorageError as {@link create}
   */
  static async check(path: string, group: string, existing: "add" | "replace" = "add"): Promise<void> {
    const groupToWrite = writablePath(group);
    if (existsSync(path)) (await Replacement.of(path, groupToWrite, existing)).source.close();
  }

  /** Writes the MRD header, replacing an earlier one. */
  writeHeader(xml: string): void {
    this.#writeText("xml", xml);
  }

  /** Writes the text of the configuration to reconstruct the measurement with. */
  writeConfig(text: string): void {
    this.#writeText("config", text);
  }

  /** Writes the name of that configuration. */
  writeConfigFile(name: string): void {
    this.#writeText("config_file", name);
  }

  /** Writes the parameters of that configuration, JSON. */
  writeConfigAdditional(json: string): void {
    this.#writeText("configAdditional", json);
  }

  /**
   * Writes a text that a scanner stored with the measurement.
   * @param name `protocol_` and what the scanner calls it
   * @throws StorageError `invalid-name`
   */
  writeProtocol(name: string, text: string): void {
    if (!isProtocolName(name))
      throw new StorageError("invalid-name", `${this.#path}: a protocol cannot be named ${name}: it needs protocol_`);
    this.#writeText(name, text);
  }

  /**
   * Appends a readout, a waveform or an image. Its memory may be reused once this returns. An image goes to the series
   * `image_<series index>`, or to one next to it if it does not fit there; the summary reports this.
   * @throws StorageError `malformed-message` if header and data disagree, `write-failed`, `file-deleted`, `closed`
   */
  append(message: StoredMessage): void {
    checkStorable(message);
    this.#guard(() => {
      this.#group.append(message);
      this.#batch(message.header.bytes.length + message.data.byteLength);
    });
  }

  /**
   * Writes a numeric array into the group, in the layout of ISMRMRD NDArrays: libismrmrd interprets the first axis as a
   * count.
   * @param shape slowest axis first
   * @throws StorageError `invalid-name` for a name already in use, `malformed-message` if the data do not have that
   * shape, `write-failed`, `closed`
   */
  writeArray(name: string, shape: readonly number[], dataType: DataType, data: PixelArray): void {
    checkName(name);
    if (this.#group.group.has(name) || isReserved(name)) {
      throw new StorageError(
        "invalid-name",
        `${this.#path}: an array cannot be named ${name}, which is already in use`,
      );
    }
    checkArray(name, shape, dataType, data);
    this.#guard(() => {
      this.#group.writeArray(name, shape, dataType, data);
      this.#batch(data.byteLength);
    });
  }

  /** Commits what was appended. @throws StorageError `write-failed`, `file-deleted`, `closed` */
  flush(): void {
    this.#guard(() => this.#commit());
  }

  /**
   * Commits and closes. May be called again, and then only returns the summary. After a failed write it commits nothing
   * more, and a file to which a group was being added is left unchanged.
   * @throws StorageError `write-failed`, `file-deleted`; `file-changed` if a file to which a group was added has
   * changed since
   */
  close(): WriteSummary {
    if (this.#state !== "closed") {
      try {
        if (this.#state === "open") this.flush();
      } finally {
        const complete = this.#state === "open";
        this.#state = "closed";
        this.#file.close();
        if (complete) this.#replacement?.takePlace();
      }
    }
    return this.summary;
  }

  /** Summary of what has been appended so far. */
  get summary(): WriteSummary {
    const { acquisitionCount, waveformCount, series } = this.#group;
    const [path, group] = [this.#path, this.#groupName];
    return { path, group, acquisitions: acquisitionCount, waveforms: waveformCount, series };
  }

  #begin(existing: Existing): void {
    const { root } = this.#groups;
    root.store();
    try {
      this.#file.begin(root.header);
    } catch (error) {
      throw cannotBegin(this.#replacement?.path ?? this.#path, existing, error);
    }
    try {
      this.#guard(() => {
        if (this.#replacement) copyGroups(this.#replacement, this.#file, this.#heap, this.#groups);
        this.#group = new GroupWriter(this.#file, this.#heap, this.#groups.at(this.#groupName));
        this.#commit();
      });
    } catch (error) {
      this.#state = "closed";
      this.#file.discard();
      throw error;
    }
  }

  #writeText(name: TextName, content: string): void {
    this.#guard(() => this.#group.writeText(name, content));
  }

  #batch(bytes: number): void {
    this.#uncommitted += bytes;
    const due = this.#uncommitted >= BATCH_BYTES || performance.now() - this.#committedAt >= BATCH_MS;
    if (due) this.#commit();
  }

  #commit(): void {
    this.#group.store();
    this.#groups.root.store();
    this.#file.commit();
    this.#uncommitted = 0;
    this.#committedAt = performance.now();
  }

  /** After a failed write the end of the file is unknown: nothing more is written, and committed data stay readable. */
  #guard(action: () => void): void {
    if (this.#state !== "open") {
      const why = this.#state === "closed" ? "is closed" : "failed before";
      throw new StorageError("closed", `${this.#path} cannot be written: its writer ${why}`);
    }
    try {
      action();
    } catch (error) {
      this.#state = "failed";
      throw error instanceof StorageError ? error : writeFailed(this.#path, error);
    }
  }
}

function cannotBegin(path: string, existing: Existing, error: unknown): StorageError {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") return writeFailed(path, error);
  if (existing === "refuse") {
    return new StorageError("file-exists", `${path} exists and is left unchanged: choose another path`);
  }
  const advice = "it is a valid MRD file: move or delete it if no writer is active";
  return new StorageError("file-exists", `${path} exists: another writer uses it, or was interrupted; ${advice}`);
}

function writeFailed(path: string, cause: unknown): StorageError {
  return new StorageError("write-failed", `${path} cannot be written: ${(cause as Error).message}`, { cause });
}
