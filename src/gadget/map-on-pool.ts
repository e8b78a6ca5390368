import { map, type OperatorFunction } from "rxjs";
import type { PoolTask } from "../pool/index.ts";
import type { GadgetContext } from "./define.ts";
import { mapAsync } from "./map-async.ts";

/** One piece of heavy work, and what becomes of its result. */
export interface PoolWork<P, R> {
  readonly parameters: P;
  readonly input: Float32Array;
  readonly outputLength: number;
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
 */
export function mapOnPool<T, P, R>(
  { credit, pool }: Pick<GadgetContext, "credit" | "pool">,
  task: PoolTask<P>,
  prepare: (message: T) => PoolWork<P, R> | NoWork<R>,
): OperatorFunction<T, R> {
  const doHere = ({ parameters, input, outputLength, finish }: PoolWork<P, R>) => {
    const output = new Float32Array(outputLength);
    task.run(parameters, input, output);
    return finish(output);
  };
  if (pool.size === 0) {
    return map((message) => {
      const work = prepare(message);
      return "result" in work ? work.result : doHere(work);
    });
  }
  const work = async (message: T) => {
    const prepared = prepare(message);
    if ("result" in prepared) return prepared.result;
    const { parameters, input, outputLength, finish } = prepared;
    // Where there is little to do, the way to a thread and back would only delay the result.
    if (!prepared.heavy && pool.idle && input.length <= MOST_INLINE) return doHere(prepared);
    const copy = pool.borrow(input.length);
    copy.floats.set(input);
    return pool.run(task, parameters, copy, input.length, outputLength, (result) => finish(result.slice()));
  };
  // One more than there are threads, so that none waits while a result is on its way.
  return mapAsync({ credit }, work, { concurrency: pool.size + 1 });
}
