import type { SharedBuffer } from "./messages.ts";
import type { PoolTask } from "./task.ts";

/** A task to be run on the calling thread. */
export interface InlineJob<Parameters, Input> {
  readonly task: PoolTask<Parameters, Input>;
  readonly parameters: Parameters;
  readonly input: Input;
  /** Receives the result. */
  readonly output: Float32Array;
}

/** A task to be run on a worker thread. */
export interface PoolJob<Parameters> {
  readonly task: PoolTask<Parameters>;
  readonly parameters: Parameters;
  /** From `acquire`. The pool releases it when the task has finished. */
  readonly input: SharedBuffer;
  /** Number of floats at the start of `input` that the task uses. Default: all. */
  readonly inputLength?: number;
  /** Length of the result, in floats. */
  readonly outputLength: number;
}

/** Runs computations, on worker threads if there are any. */
export interface WorkPool {
  /** Number of worker threads. With 0, tasks run synchronously on the calling thread. */
  readonly size: number;
  /** Whether no worker thread is running a task. */
  readonly idle: boolean;
  /** Runs a task synchronously on the calling thread. @throws what the task throws */
  runInline<Parameters, Input>(job: InlineJob<Parameters, Input>): void;
  /** Acquires a buffer of `length` floats for the input of a task. Its content is undefined. */
  acquire(length: number): SharedBuffer;
  /**
   * Runs a task on a worker thread.
   * @param onResult receives the result; its memory is reused after `onResult` returns
   * @returns the return value of `onResult`
   * @throws the error of the task, as an Error with the same name, message and code
   */
  run<Parameters, Result>(job: PoolJob<Parameters>, onResult: (result: Float32Array) => Result): Promise<Result>;
  /** Terminates the worker threads and discards their running tasks. */
  close(): Promise<void>;
}

/** A pool without worker threads, for `threads: 1` and for running a gadget by itself. */
export const noPool: WorkPool = {
  size: 0,
  idle: true,
  runInline({ task, parameters, input, output }) {
    task.run(parameters, input, output);
  },
  acquire(length) {
    return { id: 0, floats: new Float32Array(length) };
  },
  async run({ task, parameters, input, inputLength, outputLength }, onResult) {
    const output = new Float32Array(outputLength);
    task.run(parameters, input.floats.subarray(0, inputLength), output);
    return onResult(output);
  },
  async close() {},
};

/**
 * A pool that runs no tasks and returns zero-filled results. `larmor explain` uses it, since it needs shapes and not
 * values.
 */
export const dryPool: WorkPool = {
  ...noPool,
  runInline({ output }) {
    // Memory that was used before has other contents each time. Coils must differ, lines need not.
    for (let i = 0; i < output.length; i += 1) output[i] = ((i * 37) % 101) - 50;
  },
  async run({ outputLength }, onResult) {
    return onResult(new Float32Array(outputLength));
  },
};
