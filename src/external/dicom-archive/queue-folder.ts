import { createHash, randomUUID } from "node:crypto";
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isPrivateFolder, makeFolder } from "../../files/index.ts";
import { ArchiveError } from "./errors.ts";

/** Ending of files that are being written. */
const PARTIAL = ".partial";
const DAY_MS = 24 * 3_600_000;
/** `UID_CHECKSUM.dcm` */
const QUEUED = /^[0-9.]+_([0-9a-f]{32})\.dcm$/;

/**
 * The DICOM files that an archive has not yet acknowledged. They are written under another name first and then renamed,
 * and have a checksum in their names, so that no damaged image is sent. Several sessions may use the same folder.
 */
export class QueueFolder {
  readonly path: string;

  /** @throws ArchiveError `queue-failed`, `queue-shared` */
  constructor(path: string) {
    this.path = path;
    attempt(path, () => makeFolder(path, 0o700));
    if (!isPrivateFolder(path)) {
      const advice = "set `queue` of the step `store` to a folder of your own";
      throw new ArchiveError("queue-shared", `other users may write to ${path}: ${advice}`);
    }
    this.#removeAbandoned();
  }

  /** Removes what processes that were killed have left half-written: such images were not yet passed on. */
  #removeAbandoned(): void {
    for (const name of attempt(this.path, () => readdirSync(this.path))) {
      const path = join(this.path, name);
      const stats = name.endsWith(PARTIAL) ? statSync(path, { throwIfNoEntry: false }) : undefined;
      if (stats !== undefined && Date.now() - stats.mtimeMs > DAY_MS) rmSync(path, { force: true });
    }
  }

  /**
   * Writes a file, which is on disk when this returns.
   * @returns its name
   * @throws ArchiveError `queue-failed`
   */
  async add(sopInstanceUid: string, pieces: readonly Uint8Array[]): Promise<string> {
    const checksum = createHash("sha256");
    for (const piece of pieces) checksum.update(piece);
    const name = `${sopInstanceUid}_${checksum.digest("hex").slice(0, 32)}.dcm`;
    const partial = join(this.path, `${randomUUID()}${PARTIAL}`);
    try {
      const file = await open(partial, "wx", 0o600);
      await writeAll(file, pieces).finally(() => file.close());
      await rename(partial, join(this.path, name));
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {});
      throw queueFailed(this.path, error);
    }
    return name;
  }

  /** Names of the files, oldest first. @throws ArchiveError `queue-failed` */
  names(): string[] {
    const found = attempt(this.path, () => readdirSync(this.path)).flatMap((name) => {
      if (!name.endsWith(".dcm")) return [];
      const stats = statSync(join(this.path, name), { throwIfNoEntry: false }); // another session may have removed it
      return stats === undefined ? [] : [{ name, time: stats.mtimeMs }];
    });
    return found.toSorted((one, other) => one.time - other.time).map(({ name }) => name);
  }

  /** Whether a file is as it was written. @throws NodeJS.ErrnoException if it cannot be read */
  async isIntact(name: string): Promise<boolean> {
    const checksum = QUEUED.exec(name)?.[1];
    const content = await readFile(join(this.path, name));
    return checksum === createHash("sha256").update(content).digest("hex").slice(0, 32);
  }

  /** Removes a file that the archive has. @throws NodeJS.ErrnoException */
  remove(name: string): Promise<void> {
    return rm(join(this.path, name), { force: true });
  }

  /** Moves a damaged file out of the queue. @returns its new path @throws ArchiveError `queue-failed` */
  quarantine(name: string): string {
    const damaged = join(this.path, "damaged");
    return attempt(this.path, () => {
      makeFolder(damaged, 0o700);
      renameSync(join(this.path, name), join(damaged, name));
      return join(damaged, name);
    });
  }
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) await file.writeFile(piece); // continues where the last one ended
  await file.sync();
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw queueFailed(path, error);
  }
}

function queueFailed(path: string, error: unknown): ArchiveError {
  const advice = "the images of `store` cannot wait there; set its `queue` to a folder where this user can write files";
  return new ArchiveError("queue-failed", `${path}: ${(error as Error).message}: ${advice}`, { cause: error });
}
