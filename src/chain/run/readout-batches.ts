import type { Place } from "../../async/index.ts";
import type { Message } from "../../gadget-api/index.ts";
import { type Recycler, type SampleMemory, sharedMemory } from "../../gadget-api/services/index.ts";
import { copyFloats, hold, letGo, receiveShared } from "../../memory/index.ts";
import { type ReadoutWork, readoutResultLength, readoutTask } from "../../numerics/cartesian/index.ts";
import type { WorkPool } from "../../pool/index.ts";
import { ownHeader, type PendingReadout, samplesOf } from "../../recon/readouts/index.ts";

/** Upper limits of a batch: large enough to amortise a message to a thread, and small enough for the thread's cache. */
const BATCH_BYTES = 2 ** 20;
export const BATCH_READOUTS = 32;

/**
 * Number of coils from which on applying a coil matrix is worth a thread. Less work costs less than the transfer
 * through shared memory, from one core's cache to another's and back.
 */
const THREAD_COILS = 16;

/**
 * Batches that the threads together have queued. The session's thread finds out that one is finished between two reads
 * of its socket, in which it may process readouts itself: with fewer, the threads wait for it.
 */
const QUEUED_BATCHES = 8;

/** A readout that arrives after such a pause is processed immediately: a thread would only delay it. */
const PAUSE_MS = 0.5;
/** Readouts of a client that sends as fast as it can come at no lower rate. */
const FAST_BYTES_PER_MS = 2.5e5;

/** Whether the work on a readout is worth a thread. */
export function isWorthThread({ coils, coilMatrix }: ReadoutWork): boolean {
  return coilMatrix !== undefined && coils >= THREAD_COILS;
}

/** Whether a readout is one of several that come together, if this is the time since the one before. */
export function comesTogether({ source }: Pick<PendingReadout, "source">, sinceMs: number): boolean {
  return sinceMs <= PAUSE_MS + source.byteLength / FAST_BYTES_PER_MS;
}

/** Maximum number of batches that the threads of a pool have at the same time, each at least two. */
export function batchesAtOnce({ size }: Pick<WorkPool, "size">): number {
  return Math.max(2 * size, QUEUED_BATCHES);
}

interface BatchResources {
  readonly pool: WorkPool;
  readonly memory: SampleMemory;
  readonly finish: (readout: PendingReadout, result: Float32Array) => Message;
}

interface BatchedReadout {
  readonly readout: PendingReadout;
  readonly place: Place<Message>;
  /** Its samples in memory that the threads share: where they were received, or a copy. */
  readonly input: Float32Array | Uint8Array;
}

/** Readouts with the same work, which are sent to a worker thread together. */
export class ReadoutBatches {
  /** Batches that were sent and are not finished. */
  running = 0;
  readonly #resources: BatchResources;
  /** For copies of samples, and for results if the memory of messages is not shared with the threads. */
  readonly #transit: Recycler;
  #readouts: BatchedReadout[] = [];
  #work: ReadoutWork | undefined;

  constructor(resources: BatchResources) {
    this.#resources = resources;
    this.#transit = sharedMemory(resources.pool);
  }

  get full(): boolean {
    return this.#readouts.length > 0 && this.#readouts.length >= readoutsPerBatch(this.#work!);
  }

  get halfFull(): boolean {
    return this.#readouts.length > 0 && 2 * this.#readouts.length >= readoutsPerBatch(this.#work!);
  }

  /** Whether readouts can be added: a batch is being filled, or the threads have too few to continue with. */
  get haveRoom(): boolean {
    return this.#readouts.length > 0 || this.running < batchesAtOnce(this.#resources.pool);
  }

  /** Whether readouts with this work can be added to those that have not been sent. */
  accepts(work: ReadoutWork): boolean {
    return this.#readouts.length === 0 || isSameWork(this.#work!, work);
  }

  /** @param place where the result goes */
  add(readout: PendingReadout, place: Place<Message>): void {
    // The same object for the same work: the pool sends it to a thread once.
    if (this.#work === undefined || !isSameWork(this.#work, readout.work)) this.#work = readout.work;
    const { source } = readout;
    if (this.#resources.pool.shares(source) && hold(source)) this.#readouts.push({ readout, place, input: source });
    else {
      const kept = { ...readout, header: ownHeader(readout) };
      this.#readouts.push({ readout: kept, place, input: this.#copied(readout) });
    }
  }

  #copied(readout: PendingReadout): Float32Array {
    receiveShared(readout.source);
    const samples = samplesOf(readout);
    const copy = this.#transit.allocate(samples.length);
    copyFloats(copy, samples, 0);
    this.#resources.memory.release(samples);
    return copy;
  }

  #letGo(input: Float32Array | Uint8Array): void {
    if (input instanceof Float32Array) this.#transit.release(input);
    else letGo(input);
  }

  /** Sends the batch to a thread. @returns resolves when its places are filled; `undefined` if there is no batch */
  send(): Promise<void> | undefined {
    const readouts = this.#readouts;
    if (readouts.length === 0) return undefined;
    this.#readouts = [];
    return this.#run(readouts, this.#work!);
  }

  async #run(readouts: readonly BatchedReadout[], work: ReadoutWork): Promise<void> {
    const { pool, memory, finish } = this.#resources;
    const length = readoutResultLength(work);
    const inputs = readouts.map(({ input }) => input);
    const outputs = readouts.map(() => this.#transit.allocate(length));
    this.running += 1;
    await pool.run({ task: readoutTask, parameters: work, inputs, outputs });
    this.running -= 1;
    for (const [i, { readout, place, input }] of readouts.entries()) {
      const message = finish(readout, memory.recycles ? outputs[i]! : this.#moved(outputs[i]!));
      this.#letGo(input); // The header may be there, too.
      place.fill(message);
    }
  }

  /** A result in the memory of messages. */
  #moved(output: Float32Array): Float32Array {
    const result = this.#resources.memory.allocate(output.length);
    copyFloats(result, output, 0);
    this.#transit.release(output);
    return result;
  }
}

/** Maximum number of readouts that are sent to a thread together. */
export function readoutsPerBatch({ coils, samples }: ReadoutWork): number {
  const bytes = 2 * coils * samples * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.min(BATCH_READOUTS, Math.floor(BATCH_BYTES / bytes)));
}

/** Whether two readouts can be processed in one call. */
export function isSameWork(a: ReadoutWork, b: ReadoutWork): boolean {
  return (
    a.coilMatrix === b.coilMatrix &&
    a.coilsOut === b.coilsOut &&
    a.regridding === b.regridding &&
    a.samplesOut === b.samplesOut &&
    a.samples === b.samples &&
    a.coils === b.coils
  );
}
