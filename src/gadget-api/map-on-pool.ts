import { map, type OperatorFunction } from "rxjs";
import { copyRange, type Scattered } from "../numerics/cartesian/index.ts";
import type { PoolTask } from "../pool/index.ts";
import type { GadgetContext } from "./define.ts";
import { mapAsync } from "./map-async.ts";
import { MemoryBudget } from "./memory-budget.ts";

/** One piece of heavy work, and what to do with its result. */
export interface PoolWork<P, R, I = Float32Array> {
  readonly parameters: P;
  readonly input: I;
  readonly outputLength: number;
  /** Elements of the longest intermediate array, if that is longer than the result. */
  readonly workLength?: number;
  /** Whether even a small input takes long, so that the transfer to a thread is worth it. */
  readonly heavy?: boolean;
  finish(result: Float32Array): R;
}

/** The result for a message that needs no work. */
export interface NoWork<R> {
  readonly result: R;
}

/** Size of an input that takes a few milliseconds. */
const MOST_INLINE = 2 ** 21;

/**
 * Like `map`, with the heavy part done by the session's worker threads if it has any. Results keep the order of their
 * messages.
 * @param context the gadget's
 * @param task the heavy part
 * @param prepare input and parameters of the task for a message; the input is copied for the thread, so the caller need
 *   not copy it
 * @throws GadgetError `result-too-large`, from the operator: the client determines matrix sizes
 */
export function mapOnPool<T, P, R, I extends Float32Array | Scattered>(
  context: Pick<GadgetContext, "credit" | "pool" | "maxBytes" | "needs">,
  task: PoolTask<P, I> & PoolTask<P>, // worker threads pass a Float32Array
  prepare: (message: T) => PoolWork<P, R, I> | NoWork<R>,
): OperatorFunction<T, R> {
  const { credit, pool } = context;
  const room = new MemoryBudget(Number.POSITIVE_INFINITY, context);
  const prepared = (message: T) => {
    const work = prepare(message);
    if ("result" in work) return work;
    const bytes = Float32Array.BYTES_PER_ELEMENT * Math.max(work.outputLength, work.workLength ?? 0);
    room.require("the result of this step", bytes, "result-too-large", "check the header's matrix sizes");
    return work;
  };
  const runInline = ({ parameters, input, outputLength, finish }: PoolWork<P, R, I>) => {
    const output = new Float32Array(outputLength);
    pool.runInline<P, I>({ task, parameters, input, output });
    return finish(output);
  };
  if (pool.size === 0) {
    return map((message) => {
      const work = prepared(message);
      return "result" in work ? work.result : runInline(work);
    });
  }
  const work = async (message: T) => {
    const work = prepared(message);
    if ("result" in work) return work.result;
    const { parameters, input, outputLength, finish } = work;
    // For little work, the transfer to a thread and back would only delay the result.
    if (!work.heavy && pool.idle && input.length <= MOST_INLINE) return runInline(work);
    const copy = pool.acquire(input.length);
    copyRange(input, 0, copy.floats);
    return pool.run({ task, parameters, input: copy, outputLength }, (result) => finish(result.slice()));
  };
  // One more than there are threads, so that none is idle while a result is transferred.
  return mapAsync({ credit }, work, { concurrency: pool.size + 1 });
}
