/**
 * A function that worker threads can run.
 * @typeParam Parameters plain data, which is copied to the worker thread
 * @typeParam Input what the function accepts
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
  /**
   * Makes an input, which `run` must accept, of several arrays. Without it, worker threads pass one Float32Array.
   * @param layout plain data that describe the arrays
   */
  readonly assemble?: ((layout: never, arrays: readonly Float32Array[]) => unknown) | undefined;
}

/** What a pool runs, on any thread. */
export interface TaskRuns {
  /**
   * One array for each run of the task; with a layout, all arrays of the input of a single run. For tasks that accept
   * them, also the bytes of floats, which may be at any address.
   */
  readonly inputs: readonly (Float32Array | Uint8Array)[];
  /** Receive the results, one for each run. */
  readonly outputs: readonly Float32Array[];
  /** For the task's `assemble`. */
  readonly layout?: unknown;
}

/**
 * Defines a built-in task. `npm run generate` lists all of them in `src/numerics/tasks/index.ts`, where worker threads
 * find them by their name.
 * @param name unique among the built-in tasks
 */
export function defineTask<Parameters, Input>(
  name: string,
  run: PoolTask<Parameters, Input>["run"],
  assemble?: (layout: never, arrays: readonly Float32Array[]) => Input,
): PoolTask<Parameters, Input> {
  return { name, run, assemble };
}

/** Runs a task on the calling thread. @throws what the task throws */
export function runTask<Parameters>(
  { run, assemble }: Pick<PoolTask<Parameters>, "run" | "assemble">,
  parameters: Parameters,
  { inputs, outputs, layout }: TaskRuns,
): void {
  if (layout === undefined)
    for (const [i, output] of outputs.entries()) run(parameters, inputs[i] as Float32Array, output);
  else run(parameters, assemble!(layout as never, inputs as Float32Array[]) as Float32Array, outputs[0]!);
}
