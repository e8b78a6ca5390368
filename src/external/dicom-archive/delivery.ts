import { join } from "node:path";
import type { LogLevel } from "../../gadget-api/index.ts";
import { counted } from "../../text/index.ts";
import { type Archive, loadDimse, type Outcome, sendFiles } from "./association.ts";
import type { QueueFolder } from "./queue-folder.ts";

/** Files that are sent over one association. */
const BATCH = 16;
const LONGEST_PAUSE_MS = 60_000;

export interface DeliveryOptions {
  /** How often in succession to try again. */
  readonly retries: number;
  /** Pause before the first retry; it doubles with each further one. */
  readonly pauseMs: number;
  readonly report: (level: LogLevel, text: string) => void;
}

/**
 * Sends what is in a queue to an archive, in the background. A file leaves the queue when the archive has acknowledged
 * it. Whatever else happens, it stays there for the next delivery.
 */
export class Delivery {
  readonly #queue: QueueFolder;
  readonly #archive: Archive;
  readonly #options: DeliveryOptions;
  /** Files that need not be sent again by this delivery. */
  readonly #handled = new Set<string>();
  readonly #ending = new AbortController();
  /** Ends a pause. */
  #wake: () => void = () => {};
  #running: Promise<void> | undefined;
  #isFinishing = false;
  #storedCount = 0;
  #refusedCount = 0;
  /** Failed attempts since the last success. */
  #failures = 0;
  #failure: string | undefined;

  constructor(queue: QueueFolder, archive: Archive, options: DeliveryOptions) {
    this.#queue = queue;
    this.#archive = archive;
    this.#options = options;
  }

  /** Starts to send what is in the queue. @param added name of a file that has been added */
  start(added?: string): void {
    if (added !== undefined) this.#handled.delete(added);
    if (this.#failures > this.#options.retries) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Ends without waiting; nothing is reported. */
  stop(): void {
    this.#ending.abort();
    this.#wake();
  }

  /** Sends what is left, if the archive takes it, and reports what is not sent. Never rejects. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#wake();
    if (this.#failures > 0) this.stop();
    await this.#running;
    if (this.#failures === 0) this.start();
    await this.#running;
    this.#reportEnd();
  }

  async #run(): Promise<void> {
    try {
      const dimse = await loadDimse();
      while (!this.#ending.signal.aborted) {
        const names = await this.#intactNames();
        if (names.length === 0) return;
        const files = names.map((name) => join(this.#queue.path, name));
        await this.#settle(names, files, await sendFiles(dimse, this.#archive, files, this.#ending.signal));
        if (this.#failures === 0) continue;
        if (this.#isFinishing || this.#failures > this.#options.retries) return;
        await this.#pause();
        if (this.#isFinishing) return;
      }
    } catch (error) {
      this.#failures = Number.POSITIVE_INFINITY;
      this.#failure = (error as Error).message;
    }
  }

  /** The next files to send. Damaged ones are moved aside. */
  async #intactNames(): Promise<string[]> {
    const intact: string[] = [];
    for (const name of this.#queue.names()) {
      if (this.#handled.has(name)) continue;
      try {
        if (await this.#queue.isIntact(name)) intact.push(name);
        else this.#quarantine(name);
      } catch (error) {
        const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
        if (code !== "ENOENT") throw error; // otherwise another session has sent it, or moved it aside
      }
      if (intact.length === BATCH) break;
    }
    return intact;
  }

  #quarantine(name: string): void {
    const path = this.#queue.quarantine(name);
    this.#options.report("warning", `a damaged image in the queue of the archive is not sent; it is now ${path}`);
  }

  async #settle(names: readonly string[], files: readonly string[], outcome: Outcome): Promise<void> {
    const { stored, refused, failure } = outcome;
    for (const [index, file] of files.entries()) {
      const name = names[index]!;
      if (stored.includes(file)) {
        this.#handled.add(name);
        this.#storedCount += 1;
        await this.#queue.remove(name);
      }
      const why = refused.get(file);
      if (why === undefined) continue;
      this.#handled.add(name);
      if (this.#refusedCount === 0) {
        this.#options.report("warning", `${describe(this.#archive)} refuses ${file}: ${why}; it stays in the queue`);
      }
      this.#refusedCount += 1;
    }
    if (stored.length > 0 || failure === undefined) this.#failures = 0;
    if (failure === undefined) return;
    this.#failures += 1;
    if (!this.#ending.signal.aborted) this.#failure = failure;
  }

  async #pause(): Promise<void> {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, this.#options.pauseMs * 2 ** (this.#failures - 1));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isFinishing || this.#ending.signal.aborted) this.#wake();
    });
  }

  #reportEnd(): void {
    const { report } = this.#options;
    const archive = describe(this.#archive);
    if (this.#storedCount > 0) report("info", `${archive} has stored ${counted(this.#storedCount, "image")}`);
    let left: number;
    try {
      left = this.#queue.names().length;
    } catch (error) {
      report("warning", (error as Error).message);
      return;
    }
    if (left === 0) return;
    const what = counted(left, "image waits", "images wait");
    const why = this.#refusedCount === left ? "it refuses them" : (this.#failure ?? "another session sends them");
    const next = "the next session that stores images there sends what is left";
    report("warning", `${what} in ${this.#queue.path} for ${archive} (${why}): ${next}`);
  }
}

function describe({ address, calledTitle }: Archive): string {
  return `the archive ${calledTitle} at ${address.host}:${address.port}`;
}
