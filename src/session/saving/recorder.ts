import { join } from "node:path";
import type { Logger } from "pino";
import { describeFileError, makeFolder } from "../../files/index.ts";
import { StorageError } from "../../formats/mrd-hdf5/index.ts";
import { type PacketDirection, RecordingWriter } from "../../formats/pcapng/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import type { ByteTap } from "../../protocols/mrd1/index.ts";
import { fileName, numbered } from "./file-name.ts";

export interface RecorderOptions {
  readonly folder: string;
  readonly session: number;
  readonly version: string;
  readonly log: Logger;
  report(level: LogLevel, text: string, error?: unknown): void;
}

/**
 * Records the bytes of a session in both directions, with their times, so that it can be replayed. Received bytes are
 * written before they are processed, so that a crash that they cause can be reproduced. A disk error ends the recording
 * only, and is reported to the client.
 */
export class Recorder implements ByteTap {
  readonly #options: RecorderOptions;
  /** Start of the process's monotonic clock, as time of day. */
  readonly #originUs = 1000 * (Date.now() - performance.now());
  /** Created with the first bytes: a client that sends nothing leaves no file. */
  #writer: RecordingWriter | undefined;
  #isClosed = false;

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
    this.#isClosed = true;
    this.#writer?.close();
    this.#writer = undefined;
  }

  #record(direction: PacketDirection, pieces: readonly Uint8Array[]): void {
    if (this.#isClosed) return;
    try {
      this.#writer ??= this.#start();
      this.#writer.append(direction, Math.round(this.#originUs + 1000 * performance.now()), pieces);
    } catch (error) {
      this.close();
      this.#options.report(
        "warning",
        `recording ended: ${describeFileError(error) ?? (error as Error).message}`,
        error,
      );
    }
  }

  #start(): RecordingWriter {
    const { folder, session, version, log } = this.#options;
    makeFolder(folder, 0o700);
    const name = fileName("MRD_session", new Date(), session);
    for (let attempt = 1; ; attempt += 1) {
      const path = join(folder, numbered(name, ".pcapng", attempt));
      try {
        const writer = new RecordingWriter(path, `Larmor ${version}`);
        log.info(`the session is recorded to ${path}`); // not reported to the client, whose answer is the same either way
        return writer;
      } catch (error) {
        if (!(error instanceof StorageError) || error.code !== "file-exists") throw error;
      }
    }
  }
}
