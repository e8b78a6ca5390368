/**
 * A function that worker threads can run.
 * @typeParam Parameters plain data, which is copied to the worker thread
 * @typeParam Input what the function accepts on the calling thread. A worker thread always passes a Float32Array.
 */
export interface PoolTask<Parameters, Input = Float32Array> {
  readonly name: string;
  /** URL of the module that exports `run` under the task's name. Omitted for built-in tasks. */
  readonly module?: string;
  /**
   * Computes a result.
   * @param input must not be modified
   * @param output receives the result
   */
  readonly run: (parameters: Parameters, input: Input, output: Float32Array) => void;
}

/**
 * Defines a built-in task. `npm run generate` lists all of them in `src/numerics/tasks/index.ts`, where worker threads
 * find them by their name.
 * @param name unique among the built-in tasks
 */
export function defineTask<Parameters, Input>(
  name: string,
  run: PoolTask<Parameters, Input>["run"],
): PoolTask<Parameters, Input> {
  return { name, run };
}
