import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { threadOptions } from "../../debugging/index.ts";
import type { PlainError } from "../../errors/index.ts";
import type { SourceOptions, SourceRemark } from "../source/index.ts";
import { SourceError, type SourceErrorCode } from "../source/index.ts";
import { StorageError, type StorageErrorCode } from "./errors.ts";
import type { MeasurementParts } from "./measurement.ts";

/** Memory shared by the two threads: blocks that are filled and used alternately. */
const BLOCKS = 4;
const BLOCK_BYTES = 2 ** 20;

/** Contents of a group. */
export interface MeasurementSummary {
  readonly group: string;
  /** Number of groups of its file, if there are several. */
  readonly groupCount?: number | undefined;
  /** The MRD header, XML. */
  readonly header: string | undefined;
  /** Parameters of a configuration, JSON. */
  readonly configAdditional: string | undefined;
  readonly acquisitionCount: number;
  readonly waveformCount: number;
  readonly imageCount: number;
}

/** A block of an MRD stream, and the number of messages that end in it. */
export interface MrdBlock {
  /** Valid until the next block is requested. */
  readonly bytes: Uint8Array;
  readonly counts: Readonly<Record<"acquisitions" | "waveforms" | "images", number>>;
}

/** Data passed to the thread when it starts. */
export interface ThreadOptions {
  readonly path: string;
  readonly source: SourceOptions;
  readonly blocks: readonly Uint8Array[];
  /** Counters shared by both threads, see {@link Shared}. */
  readonly shared: Int32Array;
}

/** Indices of the shared counters. */
export const Shared = {
  /** Number of free blocks; 0 until the stream is requested. */
  free: 0,
  /** Whether waveforms are part of the stream, and images. */
  waveforms: 1,
  images: 2,
} as const;

/**
 * Waits, in the thread, until a block is free. A wake-up alone does not say so: the one for a block may come after that
 * block was taken, since it was counted before.
 */
export function waitForBlock(shared: Int32Array): void {
  while (Atomics.load(shared, Shared.free) <= 0) Atomics.wait(shared, Shared.free, 0);
}

/** Messages of the thread: first the contents, then one per block, then the end. */
export type ThreadReport =
  | { readonly kind: "opened"; readonly summary: MeasurementSummary }
  | { readonly kind: "block"; readonly length: number; readonly counts: MrdBlock["counts"] }
  | { readonly kind: "end"; readonly remarks: readonly SourceRemark[] }
  | { readonly kind: "failed"; readonly error: PlainError };

/**
 * A measurement of a file as the bytes of an MRD stream: readouts, waveforms and images, in the order of {@link
 * inOrder}. A separate thread reads the file, so reading takes no time from processing.
 */
export class MeasurementStream {
  readonly summary: MeasurementSummary;
  /** What a file of another format did not say, or lacked; known after its last block. */
  remarks: readonly SourceRemark[] = [];
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
   * @param source which measurement of the file; may be omitted if there is only one
   * @param thread URL of the built measurement-thread.js of this folder
   * @throws StorageError as `MrdFile.open` and `MrdFile.group`; SourceError for a file of another format
   */
  static async open(path: string, source: SourceOptions, thread: URL): Promise<MeasurementStream> {
    const memory = new SharedArrayBuffer(BLOCKS * BLOCK_BYTES);
    const blocks = Array.from({ length: BLOCKS }, (_, i) => new Uint8Array(memory, i * BLOCK_BYTES, BLOCK_BYTES));
    const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
    const options: ThreadOptions = { path, source, blocks, shared };
    const worker = new Worker(thread, { ...threadOptions(), workerData: options });
    const reports = reportsOf(worker);
    try {
      const first = await reports.next();
      if (first.done || first.value.kind !== "opened")
        throw new StorageError("read-failed", "the reading thread exited before it started to read");
      return new MeasurementStream(first.value.summary, worker, options, reports);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  /**
   * The stream. It can be read once.
   * @throws StorageError as `MrdGroup.acquisitions`, after all that could be read
   */
  async *blocks(parts: MeasurementParts): AsyncGenerator<MrdBlock, void, void> {
    Atomics.store(this.#options.shared, Shared.waveforms, Number(parts.waveforms));
    Atomics.store(this.#options.shared, Shared.images, Number(parts.images));
    this.#free(BLOCKS);
    for (let turn = 0; ; turn = (turn + 1) % BLOCKS) {
      const { done, value } = await this.#reports.next();
      if (done) throw new StorageError("read-failed", "the reading thread exited before the end of the file");
      if (value.kind === "end") this.remarks = value.remarks;
      if (value.kind !== "block") return;
      yield { bytes: this.#options.blocks[turn]!.subarray(0, value.length), counts: value.counts };
      this.#free(1);
    }
  }

  #free(blocks: number): void {
    Atomics.add(this.#options.shared, Shared.free, blocks);
    Atomics.notify(this.#options.shared, Shared.free);
  }

  /** Stops the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** @throws the error that the thread failed with */
async function* reportsOf(worker: Worker): AsyncGenerator<ThreadReport> {
  for await (const [report] of on(worker, "message", { close: ["exit"] }) as AsyncIterable<[ThreadReport]>) {
    if (report.kind !== "failed") yield report;
    else throw asThrown(report.error);
  }
}

function asThrown(error: PlainError): Error {
  if (error.name === "StorageError") return new StorageError(error.code as StorageErrorCode, error.message);
  if (error.name === "SourceError") return new SourceError(error.code as SourceErrorCode, error.message);
  return Object.assign(new Error(error.message), error);
}
