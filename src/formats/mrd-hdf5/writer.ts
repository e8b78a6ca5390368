import { existsSync } from "node:fs";
import type { DataType, PixelArray } from "../../mrd/index.ts";
import { checkArray, checkName, checkStorable, type StoredMessage } from "./check-message.ts";
import { StorageError } from "./errors.ts";
import { isReserved, type TextName } from "./group-contents.ts";
import { GroupWriter, type SeriesSummary } from "./group-writer.ts";
import { AppendFile } from "./hdf5/file.ts";
import { GlobalHeap } from "./hdf5/global-heap.ts";
import { Hdf5Group } from "./hdf5/group.ts";
import { copyGroups, Replacement } from "./replacement.ts";

/** Bytes of messages after which they are committed without being asked to. */
const BATCH_BYTES = 1 << 20;
/** Milliseconds since the last commit after which the next message is committed with those before it. */
const BATCH_MS = 1000;

export interface MrdFileWriterOptions {
  /** Name of the group that holds the measurement. */
  readonly group?: string;
  /** What becomes of a file that exists: the group is added to it, as it is by default, or `file-exists` is thrown. */
  readonly existing?: "add" | "refuse";
  /** Wait for the disk at every commit, so that what was committed also survives a power loss. */
  readonly sync?: boolean;
  /** Permissions of a new file, less what the process's umask takes away. One that exists keeps its own. */
  readonly mode?: number;
}

/** What a writer wrote. */
export interface WriteSummary {
  readonly path: string;
  readonly group: string;
  readonly acquisitions: number;
  readonly waveforms: number;
  readonly series: readonly SeriesSummary[];
}

/**
 * Appends one measurement to an MRD file. What was committed stays readable whatever happens to this process: by
 * `flush`, by `close`, by every MiB of messages, and by a message that comes a second or more after the last commit.
 * There is no timer: what came just before a pause is committed by the next message, unless `flush` is called.
 */
export class MrdFileWriter {
  readonly #file: AppendFile;
  readonly #root: Hdf5Group;
  readonly #heap: GlobalHeap;
  readonly #replacement: Replacement | undefined;
  readonly #path: string;
  readonly #groupName: string;
  readonly #group: GroupWriter;
  #uncommitted = 0;
  #committedAt = 0;
  #state: "open" | "failed" | "closed" = "open";

  private constructor(path: string, options: Required<MrdFileWriterOptions>, replacement: Replacement | undefined) {
    this.#path = path;
    this.#groupName = options.group;
    this.#replacement = replacement;
    const { sync } = options;
    // What a group is added to may be private: so is the new file that takes its place.
    this.#file = new AppendFile(replacement?.path ?? path, { sync, mode: replacement?.mode ?? options.mode });
    this.#heap = new GlobalHeap(this.#file);
    this.#root = new Hdf5Group(this.#file);
    this.#group = new GroupWriter(this.#file, this.#heap);
  }

  /**
   * Opens a group for writing. In a file that exists, the group is added: all is written anew beside it, as
   * `<path>.adding`, and takes its place when the writer is closed. The promise is there because an existing file is
   * read first; a new file is there, and is an HDF5 file, when the promise resolves. With `existing: "refuse"`, of any
   * number of writers, in whatever process, only one gets the path.
   * @throws StorageError `invalid-name`, `group-exists`, `file-exists` if another writer is adding a group or what
   *   exists is refused, `not-hdf5` or `not-mrd` if the existing file holds anything else than MRD or an empty group,
   *   which may be another writer's, `write-failed`. The existing file is untouched.
   */
  static async create(path: string, options: MrdFileWriterOptions = {}): Promise<MrdFileWriter> {
    const { group = "dataset", existing = "add", sync = false, mode = 0o666 } = options;
    const settings = { group, existing, sync, mode };
    checkName(group);
    const replacement = existing === "add" && existsSync(path) ? await Replacement.of(path, group) : undefined;
    try {
      const writer = new MrdFileWriter(path, settings, replacement);
      writer.#begin(existing);
      return writer;
    } finally {
      replacement?.source.close();
    }
  }

  /**
   * Checks that a group can be written, and touches nothing.
   * @throws StorageError as {@link create} does
   */
  static async check(path: string, group: string): Promise<void> {
    checkName(group);
    if (existsSync(path)) (await Replacement.of(path, group)).source.close();
  }

  /** Writes the MRD header, in place of one that was written before. */
  writeHeader(xml: string): void {
    this.#writeText("xml", xml);
  }

  /** Writes the text of the configuration that the measurement is to be reconstructed with. */
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
   * Appends a readout, a waveform or an image, which may be reused once this returns. An image goes to the series
   * `image_<series index>`, or beside it if it does not fit there; the summary says so.
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
   * Writes a numeric array into the group, as ISMRMRD NDArrays are: libismrmrd takes the first axis for a count.
   * @param shape slowest axis first
   * @throws StorageError `invalid-name` for a name that is taken, `malformed-message` if the data are not of that shape,
   *   `write-failed`, `closed`
   */
  writeArray(name: string, shape: readonly number[], dataType: DataType, data: PixelArray): void {
    checkName(name);
    if (this.#group.group.has(name) || isReserved(name)) {
      throw new StorageError(
        "invalid-name",
        `${this.#path}: an array cannot be named ${name}, which names something else`,
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
   * more, and a file to which a group was being added stays as it was.
   * @throws StorageError `write-failed`, `file-deleted`; `file-changed` if a file to which a group was added is no longer what it was
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

  /** What was appended so far. */
  get summary(): WriteSummary {
    const { acquisitionCount, waveformCount, series } = this.#group;
    const [path, group] = [this.#path, this.#groupName];
    return { path, group, acquisitions: acquisitionCount, waveforms: waveformCount, series };
  }

  #begin(existing: "add" | "refuse"): void {
    this.#root.store();
    try {
      this.#file.begin(this.#root.header);
    } catch (error) {
      throw cannotBegin(this.#replacement?.path ?? this.#path, existing, error);
    }
    try {
      this.#guard(() => {
        if (this.#replacement) copyGroups(this.#replacement.source, this.#file, this.#heap, this.#root);
        this.#root.link(this.#groupName, this.#group.group);
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
    this.#root.store();
    this.#file.commit();
    this.#uncommitted = 0;
    this.#committedAt = performance.now();
  }

  /** After a failed write the end of the file is unknown: nothing more is written, and what is committed stays. */
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

function cannotBegin(path: string, existing: "add" | "refuse", error: unknown): StorageError {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") return writeFailed(path, error);
  if (existing === "refuse") {
    return new StorageError("file-exists", `${path} exists and is left as it is: choose another path`);
  }
  const advice = "what it holds is a valid MRD file: move it away or delete it if no writer is at work";
  return new StorageError("file-exists", `${path} exists: another writer uses it, or was interrupted; ${advice}`);
}

function writeFailed(path: string, cause: unknown): StorageError {
  return new StorageError("write-failed", `${path} cannot be written: ${(cause as Error).message}`, { cause });
}
