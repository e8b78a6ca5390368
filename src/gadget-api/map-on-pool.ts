import { setImmediate as turn } from "node:timers/promises";
import { map, type OperatorFunction } from "rxjs";
import type { Scattered } from "../numerics/cartesian/index.ts";
import type { PoolTask } from "../pool/index.ts";
import type { GadgetContext } from "./context.ts";
import { type Ahead, mapAsync } from "./map-async.ts";
import { MemoryBudget } from "./memory-budget.ts";
import { runInline, runOnThread, type TaskRun } from "./services/index.ts";

/** One piece of heavy work, and what to do with its result. */
export interface PoolWork<P, R, I = Float32Array> extends TaskRun<P, R, I> {
  /** Elements of the longest intermediate array, if that is longer than the result. */
  readonly workLength?: number;
  /** Whether even a small input takes long, so that the transfer to a thread is worth it. */
  readonly heavy?: boolean;
  /** Estimated time, if that of two transforms of the input is not a good estimate. */
  readonly ms?: number;
}

/** The result for a message that needs no work. */
export interface NoWork<R> {
  readonly result: R;
}

/** Work whose parts its step runs itself, in memory that it has. */
export interface DividedWork<R> extends Pick<PoolWork<unknown, R>, "outputLength" | "workLength"> {
  /** Does it on the calling thread. */
  run(): R;
  /** Does it on all threads of the pool. */
  runDivided(): Promise<R>;
}

/** Rough estimate of the time that one element of an input takes: two transforms and a combination of coils. */
const MS_PER_ELEMENT = 3e-6;

/** Sending an input to a thread and its result back takes a tenth of this. */
const LEAST_MS = 1;

/**
 * Work that takes a smaller part of the time between two messages is not worth a thread: it saves little of that time,
 * and the result would come later. Nor is that for the first message, for which the thread's code is not compiled yet.
 */
const LEAST_SHARE = 1 / 16;

/** Longer work always goes to a thread if any is for light work, so that messages are received in the meantime. */
const LONG_MS = 50;

/**
 * Like `map`, with the heavy part done by the session's worker threads if it has any. Work for which no thread is idle
 * is done by the calling thread, which would only wait otherwise; but short work of a step may be queued once, and long
 * work if a thread has only short work. Results keep the order of their messages.
 * @param context the gadget's
 * @param task the heavy part
 * @param prepare input and parameters of the task for a message. The input must not change until `finish` is called.
 * @param options.inTurn whether a message is prepared only when the result of the one before is there, which its input
 *   may then depend on
 * @param options.ahead how much may wait for earlier results; by default, only what is worked on
 * @throws GadgetError `result-too-large`, from the operator: the client determines matrix sizes
 */
export function mapOnPool<T, P, R, I extends Float32Array | Scattered>(
  context: Pick<GadgetContext, "credit" | "pool" | "maxBytes" | "needs">,
  task: PoolTask<P, I> & PoolTask<P>, // worker threads pass a Float32Array
  prepare: (message: T) => PoolWork<P, R, I> | DividedWork<R> | NoWork<R>,
  { inTurn = false, ahead }: { inTurn?: boolean; ahead?: Ahead<T> } = {},
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
  if (pool.size === 0) {
    return map((message) => {
      const work = prepared(message);
      if ("result" in work) return work.result;
      return "run" in work ? work.run() : runInline<P, R, I>(pool, task, work);
    });
  }

  const forLightWork = pool.forLightWork !== 0;
  let last = Number.NEGATIVE_INFINITY;
  /** Whether a message waits for this thread, or for one that has finished. */
  let isWaiting = false;
  /** Messages of this step that threads have. */
  let onThreads = 0;
  // Short work may wait for a thread that is at work, so that the calling thread goes on to receive what follows, and
  // long work for short work.
  const hasThread = (ms: number) =>
    pool.idle || (ms < LONG_MS ? onThreads > 0 && onThreads <= pool.size : !pool.occupied);
  const isWorthThread = (ms: number, heavy: boolean | undefined) => {
    const now = performance.now();
    const pauseMs = now - last;
    last = now;
    return heavy || (forLightWork && (ms >= LONG_MS || (ms >= LEAST_MS && ms >= LEAST_SHARE * pauseMs)));
  };
  const onThread = async (work: PoolWork<P, R, I>, ms: number) => {
    if (!hasThread(ms) && !isWaiting) {
      isWaiting = true;
      await turn(); // A thread that has finished says so to the event loop.
      isWaiting = false;
      if (!hasThread(ms)) return runInline<P, R, I>(pool, task, work);
    }
    onThreads += 1;
    try {
      return await runOnThread<P, R, I>(pool, task, { ...work, long: work.heavy === true || ms >= LONG_MS });
    } finally {
      onThreads -= 1;
    }
  };
  const work = (message: T) => {
    const work = prepared(message);
    if ("result" in work) return work.result;
    if ("runDivided" in work) return forLightWork ? work.runDivided() : work.run();
    const { input, heavy, ms = input.length * MS_PER_ELEMENT } = work;
    return isWorthThread(ms, heavy) ? onThread(work, ms) : runInline<P, R, I>(pool, task, work);
  };
  if (inTurn) return mapAsync({ credit }, work);
  // One more than there are threads, for the calling thread. Of more that come at the same time, a thread that is at
  // work gets one to continue with while the calling thread is busy, too.
  const most = { size: () => 1, limit: pool.size + 1 };
  return mapAsync({ credit }, work, { concurrency: pool.size + 2, ahead: ahead ?? most });
}
