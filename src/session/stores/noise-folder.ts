import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NoiseRecord, NoiseStore } from "../../gadget-api/index.ts";
import { NoiseFolderError } from "../errors.ts";

const EXTENSION = ".noise.json";
const HOUR_MS = 3_600_000;

/** What a file holds: a record with its covariance as base64 of little-endian float64. */
type Stored = Omit<NoiseRecord, "covariance"> & { readonly covariance: string };

/**
 * A folder of noise, a small JSON file for each measurement. A file is there whole or not at all: it is written beside its
 * place and renamed. Its name is a hash, for a measurement's ID may be any text.
 */
export class NoiseFolder implements NoiseStore {
  readonly #folder: string;
  readonly #maxAgeMs: number;

  /** @param maxAgeHours noise older than this is not used any more, and removed when the next is kept */
  constructor(folder: string, maxAgeHours: number) {
    this.#folder = folder;
    this.#maxAgeMs = maxAgeHours * HOUR_MS;
  }

  find(measurementId: string): NoiseRecord | undefined {
    const path = this.#path(measurementId);
    if (!this.#isYoung(path)) return undefined;
    this.#requireOwn();
    return this.#read(path);
  }

  list(): readonly string[] {
    if (statSync(this.#folder, { throwIfNoEntry: false }) === undefined) return [];
    this.#requireOwn();
    return readdirSync(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name);
      if (!name.endsWith(EXTENSION) || !this.#isYoung(path)) return [];
      try {
        return [this.#read(path).measurementId];
      } catch {
        return []; // damaged, or not whole: it can't be used either
      }
    });
  }

  keep(record: NoiseRecord): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#requireOwn();
    const { buffer, byteOffset, byteLength } = record.covariance;
    const covariance = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    const path = this.#path(record.measurementId);
    const beside = path.replace(EXTENSION, `.${randomUUID()}${EXTENSION}`);
    try {
      writeFileSync(beside, JSON.stringify({ ...record, covariance } satisfies Stored), { mode: 0o600 });
      renameSync(beside, path);
      this.#removeOld();
    } catch (error) {
      rmSync(beside, { force: true });
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

  /** Whoever else may write here could change other people's images. */
  #requireOwn(): void {
    const { uid, mode } = statSync(this.#folder);
    const others = 0o022;
    if (uid === process.getuid?.() && (mode & others) === 0) return;
    const advice = "choose a folder of your own with --noise-folder";
    throw new NoiseFolderError("noise-folder-shared", `others may write to ${this.#folder}; ${advice}`);
  }

  #path(measurementId: string): string {
    return join(this.#folder, createHash("sha256").update(measurementId).digest("hex").slice(0, 32) + EXTENSION);
  }

  #isYoung(path: string): boolean {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs <= this.#maxAgeMs;
  }

  #removeOld(): void {
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if (!name.endsWith(EXTENSION) || this.#isYoung(path)) continue;
      try {
        rmSync(path, { force: true });
      } catch {
        // Something else of that name: it is never read either.
      }
    }
  }
}
