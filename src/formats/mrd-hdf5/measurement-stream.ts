import { on } from "node:events";
import { Worker } from "node:worker_threads";
import type { PlainError } from "../../errors/index.ts";
import { StorageError, type StorageErrorCode } from "./errors.ts";

/** Memory that the two threads share: blocks that are filled and used in turn. */
const BLOCKS = 4;
const BLOCK_BYTES = 2 ** 20;

/** What a group holds. */
export interface MeasurementSummary {
  readonly group: string;
  /** The MRD header, XML. */
  readonly header: string | undefined;
  /** Parameters of a configuration, JSON. */
  readonly configAdditional: string | undefined;
  readonly acquisitionCount: number;
  readonly waveformCount: number;
  readonly imageCount: number;
}

/** A piece of an MRD stream, and how many messages end in it. */
export interface MrdBlock {
  /** Of use until the next block is asked for. */
  readonly bytes: Uint8Array;
  readonly counts: Readonly<Record<"acquisitions" | "waveforms" | "images", number>>;
}

/** What the thread is told. */
export interface ThreadOptions {
  readonly path: string;
  readonly group: string | undefined;
  readonly blocks: readonly Uint8Array[];
  /** Numbers that both sides see, see {@link Shared}. */
  readonly shared: Int32Array;
}

/** Places of the numbers that both sides see. */
export const Shared = {
  /** How many blocks are free; none before the stream is asked for. */
  free: 0,
  /** Whether waveforms are part of the stream. */
  waveforms: 1,
} as const;

/** What the thread tells: first what there is, then each block, then the end. */
export type ThreadReport =
  | { readonly kind: "opened"; readonly summary: MeasurementSummary }
  | { readonly kind: "block"; readonly length: number; readonly counts: MrdBlock["counts"] }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly error: PlainError };

/**
 * A measurement of a file as the bytes of an MRD stream: readouts, waveforms and images, as {@link inOrder} has them. A
 * thread of its own reads, so that reading takes no time from what is done with the data.
 */
export class MeasurementStream {
  readonly summary: MeasurementSummary;
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  readonly #reports: AsyncIterator<ThreadReport>;

  private constructor(
    summary: MeasurementSummary,
    worker: Worker,
    options: ThreadOptions,
    reports: AsyncIterator<ThreadReport>,
  ) {
    this.summary = summary;
    this.#worker = worker;
    this.#options = options;
    this.#reports = reports;
  }

  /**
   * @param group its name; may be left out where the file has only one
   * @param thread this room's measurement-thread.js, built
   * @throws StorageError as `MrdFile.open` and `MrdFile.group`
   */
  static async open(path: string, group: string | undefined, thread: URL): Promise<MeasurementStream> {
    const memory = new SharedArrayBuffer(BLOCKS * BLOCK_BYTES);
    const blocks = Array.from({ length: BLOCKS }, (_, i) => new Uint8Array(memory, i * BLOCK_BYTES, BLOCK_BYTES));
    const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const options: ThreadOptions = { path, group, blocks, shared };
    const worker = new Worker(thread, { workerData: options });
    const reports = reportsOf(worker);
    try {
      const first = await reports.next();
      if (first.done || first.value.kind !== "opened")
        throw new StorageError("read-failed", "the reading thread ended before it began");
      return new MeasurementStream(first.value.summary, worker, options, reports);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  /**
   * The stream, once.
   * @param options.waveforms whether waveforms are part of it
   * @throws StorageError as `MrdGroup.acquisitions`, after all that could be read
   */
  async *blocks(options: { readonly waveforms: boolean }): AsyncGenerator<MrdBlock, void, void> {
    Atomics.store(this.#options.shared, Shared.waveforms, Number(options.waveforms));
    this.#free(BLOCKS);
    for (let turn = 0; ; turn = (turn + 1) % BLOCKS) {
      const { done, value } = await this.#reports.next();
      if (done) throw new StorageError("read-failed", "the reading thread ended before the file did");
      if (value.kind !== "block") return;
      yield { bytes: this.#options.blocks[turn]!.subarray(0, value.length), counts: value.counts };
      this.#free(1);
    }
  }

  #free(blocks: number): void {
    Atomics.add(this.#options.shared, Shared.free, blocks);
    Atomics.notify(this.#options.shared, Shared.free);
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** @throws what the thread failed with */
async function* reportsOf(worker: Worker): AsyncGenerator<ThreadReport> {
  for await (const [report] of on(worker, "message", { close: ["exit"] }) as AsyncIterable<[ThreadReport]>) {
    if (report.kind !== "failed") yield report;
    else throw asThrown(report.error);
  }
}

function asThrown(error: PlainError): Error {
  if (error.name === "StorageError") return new StorageError(error.code as StorageErrorCode, error.message);
  return Object.assign(new Error(error.message), error);
}
