import { type PoolTask, runTask, type TaskRuns } from "./task.ts";

/** A task to be run on the calling thread. */
export interface InlineJob<Parameters, Input> {
  readonly task: PoolTask<Parameters, Input>;
  readonly parameters: Parameters;
  readonly input: Input;
  /** Receives the result. */
  readonly output: Float32Array;
}

/** A task to be run on a worker thread, on arrays that the pool {@link WorkPool.shares | shares} with it. */
export interface PoolJob<Parameters> extends TaskRuns {
  readonly task: PoolTask<Parameters>;
  /** Must not change. The same object as in the job before is not copied to the thread again. */
  readonly parameters: Parameters;
  /** Whether it takes so long that short work should not wait for it. */
  readonly long?: boolean;
}

/** Runs computations, on worker threads if there are any. */
export interface WorkPool {
  /** Number of worker threads. With 0, tasks run synchronously on the calling thread. */
  readonly size: number;
  /**
   * How many of them work may use that is not heavy: fewer where other threads of the process keep cores busy. By
   * default, all.
   */
  readonly forLightWork?: number;
  /** Whether a worker thread has nothing to do. */
  readonly idle: boolean;
  /** Whether each worker thread has a long task. */
  readonly occupied: boolean;
  /** Allocates zero-filled memory that the threads share, until it is no longer referenced. Missing without threads. */
  readonly allocate?: (bytes: number) => ArrayBufferLike;
  /** Whether the threads can access an array where it is stored: `allocate` has returned its memory. */
  shares(array: ArrayBufferView): boolean;
  /** Runs a task synchronously on the calling thread. @throws what the task throws */
  runInline<Parameters, Input>(job: InlineJob<Parameters, Input>): void;
  /**
   * Runs a task on the worker thread with the fewest tasks. Its arrays must not be used for anything else until then.
   * @throws the error of the task, as an Error with the same name, message and code
   */
  run<Parameters>(job: PoolJob<Parameters>): Promise<void>;
  /**
   * Settles the promises of jobs that have finished, without waiting for the event loop: while a client sends faster
   * than its bytes are processed, that may turn only every 50 ms. Missing without threads.
   */
  readonly collectResults?: () => void;
  /** Collects the garbage of the worker threads. Missing without threads. */
  readonly collectGarbage?: () => Promise<void>;
  /** Terminates the worker threads and discards their running tasks. */
  close(): Promise<void>;
}

/** A pool without worker threads, for `threads: 1` and for running a gadget by itself. */
export const noPool: WorkPool = {
  size: 0,
  idle: true,
  occupied: false,
  shares: () => true,
  runInline({ task, parameters, input, output }) {
    task.run(parameters, input, output);
  },
  async run({ task, parameters, ...runs }) {
    runTask(task, parameters, runs);
  },
  async close() {},
};

/**
 * A pool that runs no tasks and returns arbitrary results. `larmor explain` uses it, since it needs shapes and not
 * values.
 */
export const dryPool: WorkPool = {
  ...noPool,
  runInline({ output }) {
    // Memory that was used before has other contents each time. Coils must differ, lines need not; magnitudes are
    // positive.
    for (let i = 0; i < output.length; i += 1) output[i] = 1 + ((i * 37) % 101);
  },
  async run() {},
};
