import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SavedKind } from "../../chain/index.ts";
import { describeFileError, makeFolder } from "../../files/index.ts";
import { madeImages, type Sink, type SinkFormat } from "../../formats/source/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import type { Image } from "../../mrd/index.ts";
import { fileName, nameable, numbered } from "./file-name.ts";

export type ImageFormat = Exclude<SavedKind, "data">;

interface ImageSavingOptions {
  readonly folder: string;
  readonly formats: readonly ImageFormat[];
  readonly session: number;
  readonly header: string;
  /** For the name of the folder; `undefined` if it must not be used or is not known. */
  readonly protocol: string | undefined;
  readonly version: string;
  report(level: LogLevel, text: string, error?: unknown): void;
}

/** Loaded on use: most sessions need none of them. */
const imageSinks: Readonly<Record<ImageFormat, { readonly path: string; load(): Promise<SinkFormat> }>> = {
  nifti: { path: "images.nii.gz", load: async () => (await import("../../formats/nifti/index.ts")).niftiSink },
  dicom: { path: "dicom/", load: async () => (await import("../../formats/dicom/index.ts")).dicomSink },
};

/** Images that wait to be written, at most; more of them hold the chain up. */
const MOST_WAITING = 4;

/**
 * Saves the images of a session in a new folder, readable by its owner only. A disk error ends saving, but never the
 * reconstruction: it is reported to the client, and what was saved before is kept.
 */
export class ImageSaving {
  readonly #options: ImageSavingOptions;
  #sinks: Promise<readonly Sink[]> | undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failed = false;
  #folder: string | undefined;

  constructor(options: ImageSavingOptions) {
    this.#options = options;
  }

  /** Saves an image, after those before it. The folder is created for the first one. */
  append(image: Image): void {
    this.#waiting += 1;
    this.#work = this.#work.then(async () => {
      await this.#attempt(async () => {
        this.#sinks ??= this.#open();
        for (const sink of await this.#sinks) await sink.write(image);
      });
      this.#waiting -= 1;
    });
  }

  /** Resolves when images can be added; `undefined` if they can now. */
  drained(): Promise<void> | undefined {
    return this.#waiting < MOST_WAITING ? undefined : this.#work;
  }

  /** Completes the files. May be called again. */
  async close(): Promise<void> {
    await this.#work;
    const opened = this.#sinks;
    this.#sinks = undefined;
    if (opened === undefined) return;
    const failedBefore = this.#failed;
    this.#failed = false; // What was written before is completed.
    await this.#attempt(async () => {
      for (const sink of await opened) await sink.close();
      if (!failedBefore) this.#options.report("info", `images are saved to ${this.#folder}`);
    }, failedBefore);
  }

  async #attempt(action: () => Promise<void>, quiet = false): Promise<void> {
    if (this.#failed) return;
    try {
      await action();
    } catch (error) {
      this.#failed = true;
      const reason = describeFileError(error) ?? (error as Error).message;
      const place = this.#folder ?? this.#options.folder;
      if (!quiet) this.#options.report("warning", `images are NOT saved to ${place}: ${reason}`, error);
    }
  }

  async #open(): Promise<readonly Sink[]> {
    const { formats, header, version } = this.#options;
    const folder = this.#makeFolder();
    this.#folder = folder;
    const target = { overwrite: false, index: 0, count: 1, version };
    const opened: Sink[] = [];
    for (const format of formats) {
      const { path, load } = imageSinks[format];
      const sink = await load();
      opened.push(await sink.open(join(folder, path), madeImages("the session", header), target));
    }
    return opened;
  }

  /** A new folder, even if servers that share the one around it create one in the same second. */
  #makeFolder(): string {
    const { folder, protocol, session } = this.#options;
    makeFolder(folder, 0o700);
    const title = nameable(protocol ?? "") || "MRD";
    const name = fileName(`${title}_images`, new Date(), session);
    for (let attempt = 1; ; attempt += 1) {
      const path = join(folder, numbered(name, "", attempt));
      try {
        mkdirSync(path, { mode: 0o700 });
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }
}
