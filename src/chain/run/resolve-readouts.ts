import { Observable, type OperatorFunction } from "rxjs";
import { OrderedQueue } from "../../async/index.ts";
import type { GadgetContext, Message } from "../../gadget-api/index.ts";
import { acquisitionOf, type StoredReadout, type StoredReadouts } from "../../mrd/index.ts";
import { readoutResultLength, readoutTask } from "../../numerics/cartesian/index.ts";
import {
  type DeferrableReadout,
  finished,
  inKSpace,
  type PendingReadout,
  ReadoutGroup,
} from "../../recon/readouts/index.ts";
import { BATCH_READOUTS, batchesAtOnce, comesTogether, isWorthThread, ReadoutBatches } from "./readout-batches.ts";

/** What may enter a chain. */
export type SourceMessage = Message | StoredReadouts;

/** Messages between the steps of a chain, including readouts with deferred work. */
export type ChainMessage = Message | DeferrableReadout | ReadoutGroup;

export interface ResolveOptions {
  /** Whether the memory of incoming readouts is reused as soon as this operator has consumed them. */
  readonly reusedMemory: boolean;
  /** Whether the next steps accept readouts in image space. */
  readonly imageSpace: boolean;
}

type Resources = Pick<GadgetContext, "credit" | "memory" | "pool">;

/**
 * Does the deferred work of the steps before: on the session's thread, or if there is much of it, on worker threads. An
 * idle thread gets the readouts that arrive together, up to half a batch; those that arrive while all threads are busy
 * form the next batch, and once the threads have enough batches to continue with, the session's thread works too. The
 * order of messages is preserved.
 */
export function resolveReadouts(
  resources: Resources,
  { reusedMemory, imageSpace }: ResolveOptions,
): OperatorFunction<ChainMessage, Message> {
  const { memory, pool } = resources;
  const threads = pool.forLightWork ?? pool.size;
  /** A message without pending work, in memory of its own. */
  const passed = (message: Message | StoredReadout): Message => {
    if (message.kind === "stored-readout") return acquisitionOf(message);
    return reusedMemory && message.kind === "acquisition" ? { ...message, data: message.data.slice() } : message;
  };
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
    // The steps that deferred the work are linear, if memory is pooled.
    if (readout.source instanceof Float32Array) memory.release(readout.source);
    return finish(readout, result);
  };
  const resolveOnThisThread = (message: Message | DeferrableReadout) =>
    message.kind === "pending-readout" ? resolveHere(message) : passed(message);

  return (source) =>
    new Observable((subscriber) => {
      // Those in progress or queued, and one that is being filled.
      const gate = resources.credit.open((batchesAtOnce(pool) + 1) * BATCH_READOUTS);
      const results = new OrderedQueue<Message>((message) => {
        gate.leave();
        subscriber.next(message);
      });
      const batches = new ReadoutBatches({ pool, memory, finish });
      let idleSince = Number.NEGATIVE_INFINITY;
      let flush: NodeJS.Immediate | undefined;
      let completed = false;

      const emit = () => {
        results.drain();
        if (completed && results.size === 0) subscriber.complete();
      };
      const send = () => {
        batches.send()?.then(
          () => {
            if (batches.running < threads) send();
            emit();
          },
          (error) => subscriber.error(error),
        );
      };
      const addToBatch = (readout: PendingReadout) => {
        if (!batches.accepts(readout.work)) send();
        gate.enter();
        batches.add(readout, results.reserve());
        if (batches.full || (batches.halfFull && batches.running < threads)) send();
        else {
          // What arrived together with this readout comes first.
          flush ??= setImmediate(() => {
            flush = undefined;
            if (batches.running < threads) send();
          });
        }
      };
      const next = (message: Message | DeferrableReadout) => {
        if (subscriber.closed) return;
        const isForThread = threads > 0 && message.kind === "pending-readout" && isWorthThread(message.work);
        const hasThread = isForThread && batches.haveRoom && !pool.occupied;
        if (hasThread && comesTogether(message, performance.now() - idleSince)) addToBatch(message);
        else if (results.size === 0) subscriber.next(resolveOnThisThread(message));
        else {
          gate.enter();
          results.reserve().fill(resolveOnThisThread(message));
        }
        if (isForThread) idleSince = performance.now();
      };

      subscriber.add(() => {
        clearImmediate(flush);
        for (let inside = results.clear(); inside > 0; inside -= 1) gate.leave();
      });
      subscriber.add(
        source.subscribe({
          next: (message) => {
            try {
              pool.collectResults?.(); // The threads need the next batches.
              if (message instanceof ReadoutGroup) message.visit(next);
              else next(message);
            } catch (error) {
              subscriber.error(error);
            }
          },
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
