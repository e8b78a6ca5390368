import { copyFloats } from "../../memory/index.ts";
import { copyRange, type Scattered, type ScatteredParts } from "../../numerics/cartesian/index.ts";
import type { PoolTask, WorkPool } from "../../pool/index.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { sharedMemory } from "./shared-memory.ts";

/** One run of a task, and what to do with its result. */
export interface TaskRun<P, R, I = Float32Array> {
  readonly parameters: P;
  readonly input: I;
  readonly outputLength: number;
  /** Whether it takes so long that short work should not wait for it. */
  readonly long?: boolean;
  /** Allocates the result, which has to be released to it; without it, the result has memory of its own. */
  readonly memory?: SampleMemory | undefined;
  finish(result: Float32Array): R;
}

type Task<P, I> = PoolTask<P, I> & PoolTask<P>; // worker threads pass a Float32Array

/** Runs a task on the calling thread. @throws what the task throws */
export function runInline<P, R, I extends Float32Array | Scattered>(
  pool: WorkPool,
  task: Task<P, I>,
  { parameters, input, outputLength, memory, finish }: TaskRun<P, R, I>,
): R {
  const output = memory?.allocate(outputLength) ?? new Float32Array(outputLength);
  pool.runInline<P, I>({ task, parameters, input, output });
  return finish(output);
}

/**
 * Runs a task on a worker thread, with its input as it is, if the threads share its memory, or copied to memory that
 * they share.
 * @throws the error of the task
 */
export async function runOnThread<P, R, I extends Float32Array | Scattered>(
  pool: WorkPool,
  task: Task<P, I>,
  { parameters, input, outputLength, long = false, memory, finish }: TaskRun<P, R, I>,
): Promise<R> {
  const transit = sharedMemory(pool);
  const { layout, arrays, copies } = sharedParts(pool, task, input);
  const output = transit.allocate(outputLength);
  await pool.run({ task, parameters, inputs: arrays, outputs: [output], layout, long });
  for (const copy of copies) transit.release(copy);
  if (memory?.recycles) return finish(output); // such memory reuses what the threads share
  const result = output.slice();
  transit.release(output);
  return finish(result);
}

/**
 * Runs a task while messages go on, on a worker thread; without threads on the calling one, after what it is doing.
 * @throws the error of the task
 */
export async function runMeanwhile<P, R, I extends Float32Array | Scattered>(
  pool: WorkPool,
  task: Task<P, I>,
  run: TaskRun<P, R, I>,
): Promise<R> {
  if (pool.size > 0) return runOnThread(pool, task, run);
  await Promise.resolve();
  return runInline(pool, task, run);
}

/** The parts of an input in memory that the threads share: copied, unless they are there. */
function sharedParts<P, I extends Float32Array | Scattered>(
  pool: WorkPool,
  task: Task<P, I>,
  input: I,
): ScatteredParts & { readonly copies: readonly Float32Array[] } {
  const transit = sharedMemory(pool);
  const parts = input instanceof Float32Array ? { layout: undefined, arrays: [input] } : input.parts?.();
  const isAccepted = parts !== undefined && (parts.layout === undefined || task.assemble !== undefined);
  if (isAccepted && parts.arrays.every((array) => pool.shares(array))) return { ...parts, copies: [] };
  if (isAccepted && parts.arrays.reduce((sum, { length }) => sum + length, 0) <= input.length) {
    const copies: Float32Array[] = [];
    const arrays = parts.arrays.map((array) => {
      if (pool.shares(array)) return array;
      const copy = transit.allocate(array.length);
      copyFloats(copy, array, 0);
      copies.push(copy);
      return copy;
    });
    return { layout: parts.layout, arrays, copies };
  }
  const copy = transit.allocate(input.length);
  copyRange(input, 0, copy);
  return { layout: undefined, arrays: [copy], copies: [copy] };
}
