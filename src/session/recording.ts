import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TellLevel } from "../gadget/index.ts";
import type { Acquisition, Image, Waveform } from "../mrd/index.ts";
import { MrdFileWriter, StorageError } from "../storage/index.ts";

/** All recordings have this group, so that a file that exists already is never added to. */
const GROUP = "dataset";

interface RecordingOptions {
  readonly config: { readonly kind: "config-file" | "config-text"; readonly text: string };
  readonly header: string;
  readonly parameters: string | undefined;
  readonly protocol: string | undefined;
  tell(level: TellLevel, text: string): void;
}

/**
 * Saves what a client sends as an MRD file, valid at every moment. A disk that fails ends the recording, never the
 * reconstruction: the client is told, and what was saved stays.
 */
export class Recording {
  readonly #tell: RecordingOptions["tell"];
  #writer: MrdFileWriter | undefined;

  private constructor(writer: MrdFileWriter, tell: RecordingOptions["tell"]) {
    this.#writer = writer;
    this.#tell = tell;
  }

  /** @returns `undefined` where the folder can't be written; the client is told why */
  static async start(folder: string, options: RecordingOptions): Promise<Recording | undefined> {
    try {
      mkdirSync(folder, { recursive: true });
      const writer = await createUnique(folder, baseName(options.protocol, new Date()));
      const recording = new Recording(writer, options.tell);
      if (options.config.kind === "config-file") writer.writeConfigFile(options.config.text);
      else writer.writeConfig(options.config.text);
      writer.writeHeader(options.header);
      if (options.parameters !== undefined) writer.writeConfigAdditional(options.parameters);
      options.tell("info", `incoming data are saved to ${writer.summary.path}`);
      return recording;
    } catch (error) {
      options.tell("warning", `incoming data are NOT saved to ${folder}: ${(error as Error).message}`);
      return undefined;
    }
  }

  append(message: Acquisition | Waveform | Image): void {
    this.#guard((writer) => writer.append(message));
  }

  close(): void {
    this.#guard((writer) => writer.close());
    this.#writer = undefined;
  }

  #guard(action: (writer: MrdFileWriter) => void): void {
    if (this.#writer === undefined) return;
    try {
      action(this.#writer);
    } catch (error) {
      this.#tell(
        "warning",
        `saving ended, ${this.#writer.summary.path} holds what came before: ${(error as Error).message}`,
      );
      this.#writer = undefined;
    }
  }
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

/** A path that some other file has: it has its group, or it is not ours at all. */
const taken: readonly string[] = ["group-exists", "file-exists", "not-hdf5", "not-mrd"];

/** A file of its own, even where two measurements of one protocol start in the same second. */
async function createUnique(folder: string, base: string): Promise<MrdFileWriter> {
  for (let attempt = 1; ; attempt += 1) {
    const name = attempt === 1 ? `${base}.h5` : `${base}_${attempt}.h5`;
    try {
      return await MrdFileWriter.create(join(folder, name), { group: GROUP });
    } catch (error) {
      if (!(error instanceof StorageError) || !taken.includes(error.code)) throw error;
    }
  }
}
