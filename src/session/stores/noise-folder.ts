import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isPrivateFolder, makeFolder, writeFile } from "../../files/index.ts";
import type { NoiseRecord, NoiseStore } from "../../gadget-api/services/index.ts";
import { NoiseFolderError } from "../errors.ts";

const EXTENSION = ".noise.json";
const HOUR_MS = 3_600_000;

/** What a file holds: a record with its covariance as base64 of little-endian float64. */
type Stored = Omit<NoiseRecord, "covariance"> & { readonly covariance: string };

/**
 * A folder of noise records, one small JSON file per measurement. Files are written atomically: under another name
 * first, then renamed. The name is a hash, because a measurement's ID may be any text.
 */
export class NoiseFolder implements NoiseStore {
  readonly #folder: string;
  readonly #maxAgeMs: number;

  /** @param maxAgeHours noise older than this is not used, and is removed when the next is stored */
  constructor(folder: string, maxAgeHours: number) {
    this.#folder = folder;
    this.#maxAgeMs = maxAgeHours * HOUR_MS;
  }

  find(measurementId: string): NoiseRecord | undefined {
    const path = this.#path(measurementId);
    if (!this.#isRecent(path)) return undefined;
    this.#requireOwn();
    return this.#read(path);
  }

  list(): readonly string[] {
    if (statSync(this.#folder, { throwIfNoEntry: false }) === undefined) return [];
    this.#requireOwn();
    return readdirSync(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name);
      if (!name.endsWith(EXTENSION) || !this.#isRecent(path)) return [];
      try {
        return [this.#read(path).measurementId];
      } catch {
        return []; // damaged or incomplete: it can't be used
      }
    });
  }

  keep(record: NoiseRecord): void {
    makeFolder(this.#folder, 0o700);
    this.#requireOwn();
    const { buffer, byteOffset, byteLength } = record.covariance;
    const covariance = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    const path = this.#path(record.measurementId);
    const temporary = path.replace(EXTENSION, `.${randomUUID()}${EXTENSION}`);
    try {
      writeFile(temporary, JSON.stringify({ ...record, covariance } satisfies Stored), { mode: 0o600 });
      renameSync(temporary, path);
      this.#removeOld();
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  #read(path: string): NoiseRecord {
    const unreadable = (why: string, options?: ErrorOptions) =>
      new NoiseFolderError("noise-damaged", `${path} can't be read: ${why}`, options);
    let record: NoiseRecord | undefined;
    try {
      record = this.#parse(path);
    } catch (cause) {
      throw unreadable((cause as Error).message, { cause });
    }
    if (record === undefined) throw unreadable("it is damaged");
    return record;
  }

  /** @returns `undefined` if the file contradicts itself */
  #parse(path: string): NoiseRecord | undefined {
    const { covariance, ...rest } = JSON.parse(readFileSync(path, "utf8")) as Stored;
    const bytes = Buffer.from(covariance, "base64");
    if (this.#path(rest.measurementId) !== path || bytes.length !== 16 * rest.coils ** 2) return undefined;
    return { ...rest, covariance: new Float64Array(new Uint8Array(bytes).buffer) };
  }

  /** Other users who can write here could change images. */
  #requireOwn(): void {
    if (isPrivateFolder(this.#folder)) return;
    const advice = "choose a folder of your own with --noise-folder";
    throw new NoiseFolderError("noise-folder-shared", `other users may write to ${this.#folder}; ${advice}`);
  }

  #path(measurementId: string): string {
    return join(this.#folder, createHash("sha256").update(measurementId).digest("hex").slice(0, 32) + EXTENSION);
  }

  #isRecent(path: string): boolean {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs <= this.#maxAgeMs;
  }

  #removeOld(): void {
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if (!name.endsWith(EXTENSION) || this.#isRecent(path)) continue;
      try {
        rmSync(path, { force: true });
      } catch {
        // Not a file: it is never read.
      }
    }
  }
}
