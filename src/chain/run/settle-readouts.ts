import { map, Observable, type OperatorFunction } from "rxjs";
import type { GadgetContext, Message, SampleMemory } from "../../gadget-api/index.ts";
import { type ReadoutWork, readoutResultLength, readoutTask } from "../../numerics/cartesian/index.ts";
import type { PoolJob, SharedBuffer } from "../../pool/index.ts";
import { type UnsettledWork, unsettledWork } from "../../recon/readouts/index.ts";

/** Most that goes to a thread at once: enough to make the way there cheap, and little enough to stay in its cache. */
const BATCH_BYTES = 2 ** 20;
const BATCH_READOUTS = 32;

/**
 * Coils whose mixing is worth a thread. Less work costs less than the way through shared memory, from one core's cache to
 * another's and back: 848 MB of eight coils took 1.4 s with the transforms of readouts done at once, and 1.6 s with a thread.
 */
const MIXED_COILS = 16;

/** A readout that comes so long after the one before is done at once: a thread would only delay it. */
const PAUSE_MS = 0.5;

export interface SettleOptions {
  /** Whether the memory of the incoming readouts is used again as soon as this operator has taken them. */
  readonly reusedMemory: boolean;
}

/**
 * Does the work that the steps before put off, each readout's as it arrives: at once, or where it is much, by the session's
 * worker threads. A thread that is idle gets what there is; what arrives while all are busy makes the next batch. So a fast
 * stream travels in large pieces. Messages keep their order.
 */
export function settleReadouts(
  { credit, memory, pool }: Pick<GadgetContext, "credit" | "memory" | "pool">,
  { reusedMemory }: SettleOptions,
): OperatorFunction<Message, Message> {
  /** A message with nothing to be done, in memory of its own. */
  const kept = (message: Message): Message =>
    reusedMemory && message.kind === "acquisition" ? { ...message, data: message.data.slice() } : message;
  const settleHere = (unsettled: UnsettledWork) => {
    const result = memory.take(readoutResultLength(unsettled.work));
    pool.runInline({ task: readoutTask, parameters: unsettled.work, input: unsettled.source, output: result });
    unsettled.settle(result);
  };
  if (pool.size === 0) {
    return map((message) => {
      const unsettled = unsettledWork(message);
      if (unsettled === undefined) return kept(message);
      settleHere(unsettled);
      return message;
    });
  }

  return (source) =>
    new Observable((subscriber) => {
      // For each thread one batch that it works on and one that waits, and one more that is being filled.
      const gate = credit.open((2 * pool.size + 1) * BATCH_READOUTS);
      const queue: { readonly message: Message; settled: boolean }[] = [];
      let batch: Batch | undefined;
      let underWay = 0;
      let lastArrival = Number.POSITIVE_INFINITY;
      let completed = false;

      const emit = () => {
        while (queue[0]?.settled) {
          gate.leave();
          subscriber.next(queue.shift()!.message);
        }
        if (completed && queue.length === 0) subscriber.complete();
      };
      const send = () => {
        if (batch === undefined) return;
        const sent = batch;
        batch = undefined;
        underWay += 1;
        const job: PoolJob<ReadoutWork> = {
          task: readoutTask,
          parameters: sent.work,
          input: sent.buffer,
          inputLength: sent.length,
          outputLength: sent.resultLength,
        };
        pool
          .run(job, (result) => sent.settle(result, memory))
          .then(
            () => {
              underWay -= 1;
              if (underWay < pool.size) send();
              emit();
            },
            (error) => subscriber.error(error),
          );
      };
      const take = (message: Message) => {
        gate.enter();
        const unsettled = unsettledWork(message);
        if (unsettled === undefined) {
          queue.push({ message: kept(message), settled: true });
          emit();
          return;
        }
        const arrival = performance.now();
        const pause = arrival - lastArrival;
        lastArrival = arrival;
        if (
          queue.length === 0 &&
          (pause > PAUSE_MS || unsettled.work.coils < MIXED_COILS || !unsettled.work.coilMatrix)
        ) {
          settleHere(unsettled);
          queue.push({ message, settled: true });
          emit();
          return;
        }
        const entry = { message, settled: false };
        queue.push(entry);
        if (batch !== undefined && !sameWork(batch.work, unsettled.work)) send();
        batch ??= new Batch(unsettled.work, pool);
        batch.add(unsettled.source, (result) => {
          unsettled.settle(result);
          entry.settled = true;
        });
        if (underWay < pool.size || batch.full) send();
      };

      subscriber.add(() => {
        for (; queue.length > 0; queue.pop()) gate.leave();
      });
      subscriber.add(
        source.subscribe({
          next: take,
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

/** Readouts of the same work, side by side in memory that travels. */
class Batch {
  readonly #settlers: ((result: Float32Array) => void)[] = [];
  readonly buffer: SharedBuffer;
  readonly #length: number;
  readonly #most: number;

  constructor(
    readonly work: ReadoutWork,
    pool: GadgetContext["pool"],
  ) {
    this.#length = 2 * work.coils * work.samples;
    const bytes = this.#length * Float32Array.BYTES_PER_ELEMENT;
    this.#most = Math.max(1, Math.min(BATCH_READOUTS, Math.floor(BATCH_BYTES / bytes)));
    this.buffer = pool.acquire(this.#most * this.#length);
  }

  get full(): boolean {
    return this.#settlers.length === this.#most;
  }

  add(source: Float32Array, settle: (result: Float32Array) => void): void {
    this.buffer.floats.set(source, this.#settlers.length * this.#length);
    this.#settlers.push(settle);
  }

  get length(): number {
    return this.#settlers.length * this.#length;
  }

  get resultLength(): number {
    return this.#settlers.length * readoutResultLength(this.work);
  }

  settle(results: Float32Array, memory: SampleMemory): void {
    const each = readoutResultLength(this.work);
    for (const [i, settler] of this.#settlers.entries()) {
      const result = memory.take(each);
      result.set(results.subarray(i * each, (i + 1) * each));
      settler(result);
    }
  }
}

function sameWork(a: ReadoutWork, b: ReadoutWork): boolean {
  return (
    a.coilMatrix === b.coilMatrix && a.samplesOut === b.samplesOut && a.samples === b.samples && a.coils === b.coils
  );
}
