import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TellLevel } from "../gadget/index.ts";
import type { Acquisition, Image, Waveform } from "../mrd/index.ts";
import { MrdFileWriter, StorageError } from "../storage/index.ts";

interface RecordingOptions {
  readonly config: { readonly kind: "config-file" | "config-text"; readonly text: string };
  readonly header: string;
  readonly parameters: string | undefined;
  readonly protocol: string | undefined;
  tell(level: TellLevel, text: string): void;
}

/**
 * Saves what a client sends as an MRD file, valid at every moment. A message that a file cannot hold is left out. A disk
 * that fails ends the recording, never the reconstruction: the client is told, and what was saved stays.
 */
export class Recording {
  readonly #tell: RecordingOptions["tell"];
  #writer: MrdFileWriter | undefined;
  #leftOut = 0;
  #whyFirst = "";

  private constructor(writer: MrdFileWriter, tell: RecordingOptions["tell"]) {
    this.#writer = writer;
    this.#tell = tell;
  }

  /**
   * Starts a file whose header and configuration are in it, and stay, when the promise resolves.
   * @returns `undefined` where the folder can't be written; the client is told why
   */
  static async start(folder: string, options: RecordingOptions): Promise<Recording | undefined> {
    try {
      mkdirSync(folder, { recursive: true });
      const writer = await createUnique(folder, baseName(options.protocol, new Date()));
      const recording = new Recording(writer, options.tell);
      recording.#write(() => {
        writeOpening(writer, options);
        options.tell("info", `incoming data are saved to ${writer.summary.path}`);
      });
      return recording;
    } catch (error) {
      options.tell("warning", `incoming data are NOT saved to ${folder}: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Saves a message. Does nothing once the recording has ended. */
  append(message: Acquisition | Waveform | Image): void {
    this.#write((writer) => writer.append(message));
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
    if (this.#leftOut === 0) this.#whyFirst = reason.message;
    this.#leftOut += 1;
  }

  #end(failure?: Error): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    let reason = failure;
    try {
      writer.close();
    } catch (error) {
      reason ??= error as Error;
    }
    const { path } = writer.summary;
    if (reason) this.#tell("warning", `saving ended, ${path} holds what came before: ${reason.message}`);
    if (this.#leftOut === 0) return;
    const messages = this.#leftOut === 1 ? "1 message is" : `${this.#leftOut} messages are`;
    this.#tell("warning", `${messages} left out of ${path}: ${this.#whyFirst}`);
  }
}

function writeOpening(writer: MrdFileWriter, { config, header, parameters }: RecordingOptions): void {
  if (config.kind === "config-file") writer.writeConfigFile(config.text);
  else writer.writeConfig(config.text);
  writer.writeHeader(header);
  if (parameters !== undefined) writer.writeConfigAdditional(parameters);
  writer.flush();
}

/** Protocol, date and time, such as `gre_2026-03-14-150926`. */
function baseName(protocol: string | undefined, date: Date): string {
  const name = (protocol ?? "")
    .replace(/[^\p{L}\p{N}.-]+/gu, "_")
    .replace(/^[._-]+/, "")
    .slice(0, 80);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${name || "measurement"}_${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** A file of its own, even where two measurements of one protocol start in the same second. */
async function createUnique(folder: string, base: string): Promise<MrdFileWriter> {
  for (let attempt = 1; ; attempt += 1) {
    const name = attempt === 1 ? `${base}.h5` : `${base}_${attempt}.h5`;
    try {
      return await MrdFileWriter.create(join(folder, name), { existing: "refuse" });
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== "file-exists") throw error;
    }
  }
}
