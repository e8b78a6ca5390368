import { describeFileError, makeFolder } from "../../files/index.ts";
import { type MrdFileWriter, StorageError } from "../../formats/mrd-hdf5/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { fileName, nameable } from "./file-name.ts";
import { createUnique } from "./unique-file.ts";

/** Time after the last message at which everything is committed. The writer alone would wait for the next message. */
const QUIET_MS = 1000;

/** Where and when incoming data are saved. */
export interface SavingSettings {
  readonly folder: string;
  /** Always, or only for chains that ask for it. */
  readonly always: boolean;
  /** Whether files are named by their protocol, which may identify the patient. */
  readonly nameByProtocol: boolean;
}

interface SavingOptions {
  readonly session: number;
  readonly config: { readonly kind: "config-file" | "config-text"; readonly text: string };
  readonly header: string;
  readonly parameters: string | undefined;
  /** For the name of the file; `undefined` if it must not be used or is not known. */
  readonly protocol: string | undefined;
  report(level: LogLevel, text: string, error?: unknown): void;
}

/**
 * Saves what a client sends as an MRD file that is valid at every moment and readable by its owner only. A message that
 * a file can't hold is left out. A disk error ends saving but never the reconstruction: it is reported to the client,
 * and saved data are kept.
 */
export class Saving {
  readonly #report: SavingOptions["report"];
  readonly #quiet: NodeJS.Timeout;
  #writer: MrdFileWriter | undefined;
  #leftOut = 0;
  #firstReason: StorageError | undefined;

  private constructor(writer: MrdFileWriter, report: SavingOptions["report"]) {
    this.#writer = writer;
    this.#report = report;
    this.#quiet = setTimeout(() => this.#write((current) => current.flush()), QUIET_MS).unref();
  }

  /**
   * Starts a file. Its header and configuration are committed when the promise resolves.
   * @returns `undefined` if the folder can't be written; the reason is reported to the client
   */
  static async start(folder: string, options: SavingOptions): Promise<Saving | undefined> {
    try {
      makeFolder(folder, 0o700);
      const title = nameable(options.protocol ?? "") || "MRD_input"; // the name that FIRE's server uses
      const writer = await createUnique(folder, fileName(title, new Date(), options.session));
      const saving = new Saving(writer, options.report);
      saving.#write(() => {
        writeHandshake(writer, options);
        options.report("info", `incoming data are saved to ${writer.summary.path}`);
      });
      return saving;
    } catch (error) {
      options.report(
        "warning",
        `incoming data are NOT saved to ${folder}: ${describeFileError(error) ?? (error as Error).message}`,
        error,
      );
      return undefined;
    }
  }

  /** Saves a message. Does nothing after saving has ended. */
  append(message: Acquisition | Waveform | Image): void {
    this.#write((writer) => {
      writer.append(message);
      this.#quiet.refresh();
    });
  }

  /** Completes the file, and reports to the client if data are missing from it. */
  close(): void {
    this.#end();
  }

  #write(action: (writer: MrdFileWriter) => void): void {
    if (this.#writer === undefined) return;
    try {
      action(this.#writer);
    } catch (error) {
      if (error instanceof StorageError && error.code === "malformed-message") this.#leaveOut(error);
      else this.#end(error as Error);
    }
  }

  #leaveOut(reason: StorageError): void {
    this.#firstReason ??= reason;
    this.#leftOut += 1;
  }

  #end(failure?: Error): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    clearTimeout(this.#quiet);
    let reason = failure;
    try {
      writer.close();
    } catch (error) {
      reason ??= error as Error;
    }
    const { path } = writer.summary;
    if (reason instanceof StorageError && reason.code === "file-deleted") {
      this.#report("warning", `saving ended, and all saved data are lost: ${reason.message}`, reason);
      return;
    }
    if (reason)
      this.#report(
        "warning",
        `saving ended; ${path} contains the data received before that: ${reason.message}`,
        reason,
      );
    const why = this.#firstReason;
    if (why === undefined) return;
    const messages = this.#leftOut === 1 ? "1 message is" : `${counted(this.#leftOut, "message is", "messages are")}`;
    this.#report("warning", `${messages} missing from ${path}: ${why.message}`, why);
  }
}

function writeHandshake(writer: MrdFileWriter, { config, header, parameters }: SavingOptions): void {
  if (config.kind === "config-file") writer.writeConfigFile(config.text);
  else writer.writeConfig(config.text);
  writer.writeHeader(header);
  if (parameters !== undefined) writer.writeConfigAdditional(parameters);
  writer.flush();
}
