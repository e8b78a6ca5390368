import { mkdirSync } from "node:fs";
import { type MrdFileWriter, StorageError } from "../../formats/mrd-hdf5/index.ts";
import type { TellLevel } from "../../gadget-api/index.ts";
import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import { fileName, nameable } from "./file-name.ts";
import { createUnique } from "./unique-file.ts";

/** So long after the last message, all that came is committed. The writer alone would wait for the next message. */
const QUIET_MS = 1000;

/** Where incoming data are saved, and when. */
export interface SavingSettings {
  readonly folder: string;
  /** Always, or only by chains that ask for it. */
  readonly always: boolean;
  /** Whether files are named by their protocol, which may tell who was measured. */
  readonly nameByProtocol: boolean;
}

interface SavingOptions {
  readonly session: number;
  readonly config: { readonly kind: "config-file" | "config-text"; readonly text: string };
  readonly header: string;
  readonly parameters: string | undefined;
  /** To name the file by; `undefined` where it must not be, or is not known. */
  readonly protocol: string | undefined;
  tell(level: TellLevel, text: string, fault?: unknown): void;
}

/**
 * Saves what a client sends as an MRD file, valid at every moment, for its owner alone. A message that a file cannot hold is
 * left out. A disk that fails ends the saving, never the reconstruction: the client is told, and what was saved stays.
 */
export class Saving {
  readonly #tell: SavingOptions["tell"];
  readonly #quiet: NodeJS.Timeout;
  #writer: MrdFileWriter | undefined;
  #leftOut = 0;
  #whyFirst: StorageError | undefined;

  private constructor(writer: MrdFileWriter, tell: SavingOptions["tell"]) {
    this.#writer = writer;
    this.#tell = tell;
    this.#quiet = setTimeout(() => this.#write((current) => current.flush()), QUIET_MS).unref();
  }

  /**
   * Starts a file whose header and configuration are in it, and stay, when the promise resolves.
   * @returns `undefined` where the folder can't be written; the client is told why
   */
  static async start(folder: string, options: SavingOptions): Promise<Saving | undefined> {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const what = nameable(options.protocol ?? "") || "MRD_input"; // as FIRE's server calls them
      const writer = await createUnique(folder, fileName(what, new Date(), options.session));
      const saving = new Saving(writer, options.tell);
      saving.#write(() => {
        writeOpening(writer, options);
        options.tell("info", `incoming data are saved to ${writer.summary.path}`);
      });
      return saving;
    } catch (error) {
      options.tell("warning", `incoming data are NOT saved to ${folder}: ${(error as Error).message}`, error);
      return undefined;
    }
  }

  /** Saves a message. Does nothing once the saving has ended. */
  append(message: Acquisition | Waveform | Image): void {
    this.#write((writer) => {
      writer.append(message);
      this.#quiet.refresh();
    });
  }

  /** Completes the file, and tells the client if it lacks anything. */
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
    this.#whyFirst ??= reason;
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
      this.#tell("warning", `saving ended, and what was saved is lost: ${reason.message}`, reason);
      return;
    }
    if (reason) this.#tell("warning", `saving ended, ${path} holds what came before: ${reason.message}`, reason);
    const why = this.#whyFirst;
    if (why === undefined) return;
    const messages = this.#leftOut === 1 ? "1 message is" : `${this.#leftOut} messages are`;
    this.#tell("warning", `${messages} left out of ${path}: ${why.message}`, why);
  }
}

function writeOpening(writer: MrdFileWriter, { config, header, parameters }: SavingOptions): void {
  if (config.kind === "config-file") writer.writeConfigFile(config.text);
  else writer.writeConfig(config.text);
  writer.writeHeader(header);
  if (parameters !== undefined) writer.writeConfigAdditional(parameters);
  writer.flush();
}
