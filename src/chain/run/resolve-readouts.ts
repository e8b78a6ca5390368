import { map, Observable, type OperatorFunction } from "rxjs";
import { OrderedQueue, type Place } from "../../async/index.ts";
import type { GadgetContext, Message } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { type ReadoutWork, readoutResultLength, readoutTask } from "../../numerics/cartesian/index.ts";
import type { SharedBuffer } from "../../pool/index.ts";
import { finished, inKSpace, type PendingReadout } from "../../recon/readouts/index.ts";
import { BATCH_READOUTS, isSameWork, isWorthThread, readoutsPerBatch } from "./readout-batches.ts";

/** Messages between the steps of a chain, including readouts with deferred work. */
export type ChainMessage = Message | PendingReadout;

export interface ResolveOptions {
  /** Whether the memory of incoming readouts is reused as soon as this operator has consumed them. */
  readonly reusedMemory: boolean;
  /** Whether the next steps accept readouts in image space. */
  readonly imageSpace: boolean;
}

type Resources = Pick<GadgetContext, "credit" | "memory" | "pool">;

/**
 * Does the deferred work of the steps before: on the session's thread, or if there is much of it, on worker threads. An
 * idle thread gets the work available; readouts that arrive while all threads are busy form the next batch, so that a
 * fast stream is transferred in large batches. The order of messages is preserved.
 */
export function resolveReadouts(
  resources: Resources,
  { reusedMemory, imageSpace }: ResolveOptions,
): OperatorFunction<ChainMessage, Message> {
  const { memory, pool } = resources;
  /** A message without pending work, in memory of its own. */
  const passed = (message: Message): Message =>
    reusedMemory && message.kind === "acquisition" ? { ...message, data: message.data.slice() } : message;
  const finish = (readout: PendingReadout, result: Float32Array): Message => {
    const hybrid = finished(readout, result);
    if (imageSpace || hybrid.space === undefined) return hybrid;
    const inverse = inKSpace(hybrid);
    memory.release(result);
    return inverse;
  };
  const resolveHere = (readout: PendingReadout): Message => {
    const result = memory.allocate(readoutResultLength(readout.work));
    pool.runInline({ task: readoutTask, parameters: readout.work, input: readout.source, output: result });
    return finish(readout, result);
  };
  const resolveOnThisThread = (message: ChainMessage) =>
    message.kind === "pending-readout" ? resolveHere(message) : passed(message);
  if (pool.size === 0) return map(resolveOnThisThread);

  return (source) =>
    new Observable((subscriber) => {
      // For each thread, one batch in progress and one queued, plus one that is being filled.
      const gate = resources.credit.open((2 * pool.size + 1) * BATCH_READOUTS);
      const results = new OrderedQueue<Message>((message) => {
        gate.leave();
        subscriber.next(message);
      });
      let batch: Batch | undefined;
      let running = 0;
      let lastArrival = Number.POSITIVE_INFINITY;
      let completed = false;

      const emit = () => {
        results.drain();
        if (completed && results.size === 0) subscriber.complete();
      };
      const send = () => {
        if (batch === undefined) return;
        const sent = batch;
        batch = undefined;
        running += 1;
        sent.run(pool, memory, finish).then(
          () => {
            running -= 1;
            if (running < pool.size) send();
            emit();
          },
          (error) => subscriber.error(error),
        );
      };
      const isForThread = (message: ChainMessage): message is PendingReadout => {
        if (message.kind !== "pending-readout") return false;
        const arrival = performance.now();
        const pause = arrival - lastArrival;
        lastArrival = arrival;
        return isWorthThread(message.work, results.size, pause);
      };
      const next = (message: ChainMessage) => {
        gate.enter();
        if (!isForThread(message)) {
          results.reserve().fill(resolveOnThisThread(message));
          emit();
          return;
        }
        if (batch !== undefined && !isSameWork(batch.work, message.work)) send();
        batch ??= new Batch(message.work, pool);
        batch.add(message, results.reserve());
        if (running < pool.size || batch.full) send();
      };

      subscriber.add(() => {
        for (let inside = results.clear(); inside > 0; inside -= 1) gate.leave();
      });
      subscriber.add(
        source.subscribe({
          next,
          error: (error) => subscriber.error(error),
          complete: () => {
            completed = true;
            send();
            emit();
          },
        }),
      );
    });
}

/** Readouts with the same work, contiguous in memory that is shared with the threads. */
class Batch {
  readonly work: ReadoutWork;
  readonly #readouts: { readonly readout: PendingReadout; readonly place: Place<Message> }[] = [];
  readonly #input: SharedBuffer;
  readonly #length: number;
  readonly #most: number;

  constructor(work: ReadoutWork, pool: GadgetContext["pool"]) {
    this.work = work;
    this.#length = 2 * work.coils * work.samples;
    this.#most = readoutsPerBatch(work);
    this.#input = pool.acquire(this.#most * this.#length);
  }

  get full(): boolean {
    return this.#readouts.length === this.#most;
  }

  add(readout: PendingReadout, place: Place<Message>): void {
    this.#input.floats.set(readout.source, this.#readouts.length * this.#length);
    this.#readouts.push({ readout, place });
  }

  /** Does the work on a thread, and resolves the readouts. */
  run(
    pool: GadgetContext["pool"],
    memory: SampleMemory,
    finish: (readout: PendingReadout, result: Float32Array) => Message,
  ): Promise<void> {
    const each = readoutResultLength(this.work);
    const count = this.#readouts.length;
    const take = (results: Float32Array) => {
      for (const [i, { readout, place }] of this.#readouts.entries()) {
        const result = memory.allocate(each);
        result.set(results.subarray(i * each, (i + 1) * each));
        place.fill(finish(readout, result));
      }
    };
    const job = { task: readoutTask, parameters: this.work, input: this.#input, inputLength: count * this.#length };
    return pool.run({ ...job, outputLength: count * each }, take);
  }
}
