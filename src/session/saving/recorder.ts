import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { StorageError } from "../../formats/mrd-hdf5/index.ts";
import { type Direction, RecordingWriter } from "../../formats/pcapng/index.ts";
import type { TellLevel } from "../../gadget-api/index.ts";
import type { Tap } from "../../protocols/mrd1/index.ts";
import { fileName, numbered } from "./file-name.ts";

export interface RecorderOptions {
  readonly folder: string;
  readonly session: number;
  readonly version: string;
  readonly log: Logger;
  tell(level: TellLevel, text: string, fault?: unknown): void;
}

/**
 * Keeps the bytes of a session, in both directions, as they passed and when, so that it can be replayed. What came is in the
 * file before anything is done with it, so that whatever it does to this process can be repeated. A disk that fails ends
 * the recording alone: the client is told.
 */
export class Recorder implements Tap {
  readonly #options: RecorderOptions;
  /** The time of day of the process's clock, which alone never jumps. */
  readonly #originUs = 1000 * (Date.now() - performance.now());
  /** Made with the first bytes: who connects and says nothing leaves no file. */
  #writer: RecordingWriter | undefined;
  #over = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  received(chunk: Uint8Array): void {
    this.#record("received", [chunk]);
  }

  sent(pieces: readonly Uint8Array[]): void {
    this.#record("sent", pieces);
  }

  close(): void {
    this.#over = true;
    this.#writer?.close();
    this.#writer = undefined;
  }

  #record(direction: Direction, pieces: readonly Uint8Array[]): void {
    if (this.#over) return;
    try {
      this.#writer ??= this.#start();
      this.#writer.append(direction, Math.round(this.#originUs + 1000 * performance.now()), pieces);
    } catch (error) {
      this.close();
      this.#options.tell("warning", `recording ended: ${(error as Error).message}`, error);
    }
  }

  #start(): RecordingWriter {
    const { folder, session, version, log } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = fileName("MRD_session", new Date(), session);
    for (let attempt = 1; ; attempt += 1) {
      const path = join(folder, numbered(name, ".pcapng", attempt));
      try {
        const writer = new RecordingWriter(path, `Larmor ${version}`);
        log.info(`the session is recorded to ${path}`); // not told to the client: recorded or not, it gets the same
        return writer;
      } catch (error) {
        if (!(error instanceof StorageError) || error.code !== "file-exists") throw error;
      }
    }
  }
}
