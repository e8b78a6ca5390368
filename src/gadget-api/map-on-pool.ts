import { map, type OperatorFunction } from "rxjs";
import { copyRange, type Scattered } from "../numerics/cartesian/index.ts";
import type { PoolTask } from "../pool/index.ts";
import type { GadgetContext } from "./define.ts";
import { mapAsync } from "./map-async.ts";
import { MemoryBudget } from "./memory-budget.ts";

/** One piece of heavy work, and what becomes of its result. */
export interface PoolWork<P, R, I = Float32Array> {
  readonly parameters: P;
  readonly input: I;
  readonly outputLength: number;
  /** Elements of the longest array that the task makes on the way, where that is more. */
  readonly workLength?: number;
  /** Whether even little of it takes long, so that it is worth the way to a thread and back. */
  readonly heavy?: boolean;
  finish(result: Float32Array): R;
}

/** For a message that takes no work: what becomes of it, in its turn. */
export interface NoWork<R> {
  readonly result: R;
}

/** Elements of an input that takes a few milliseconds. */
const MOST_INLINE = 2 ** 21;

/**
 * Like `map`, with the heavy part done by the session's worker threads where it has some. Results keep the order of their
 * messages.
 * @param context the gadget's
 * @param task the heavy part
 * @param prepare what the task needs for a message; the input is copied for another thread, so it need not be
 * @throws GadgetError `result-too-large`, from the operator: matrix sizes are the peer's
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
    room.require("the result of this step", bytes, "result-too-large", "look at the header's matrix sizes");
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
    // Where there is little to do, the way to a thread and back would only delay the result.
    if (!work.heavy && pool.idle && input.length <= MOST_INLINE) return runInline(work);
    const copy = pool.acquire(input.length);
    copyRange(input, 0, copy.floats);
    return pool.run({ task, parameters, input: copy, outputLength }, (result) => finish(result.slice()));
  };
  // One more than there are threads, so that none waits while a result is on its way.
  return mapAsync({ credit }, work, { concurrency: pool.size + 1 });
}
