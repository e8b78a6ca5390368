import { Worker } from "node:worker_threads";
import { threadOptions } from "../../debugging/index.ts";
import type { RunRequest, RunResponse, SharedBuffer, WorkerRequest } from "../messages.ts";
import type { InlineJob, PoolJob, WorkPool } from "../work-pool.ts";

interface WorkerThread {
  readonly worker: Worker;
  /** Why the thread exited. */
  failure: Error | undefined;
  /** Running and queued tasks by the ID of their request. */
  readonly pending: Map<number, { resolve(): void; reject(error: Error): void }>;
}

/** Maximum size of released buffers that are retained for reuse, in bytes. */
const MAX_FREE_BYTES = 2 ** 26;

/**
 * Worker threads that run tasks; each task goes to the thread with the fewest pending ones. Inputs and results are in
 * shared buffers that are reused, so that a task needs no allocation, transfer or garbage collection.
 */
export class WorkerPool implements WorkPool {
  readonly size: number;
  readonly #threads: WorkerThread[];
  /** Released buffers with their whole capacity, the most recently released first. */
  readonly #free: SharedBuffer[] = [];
  #freeBytes = 0;
  #bufferCount = 0;
  #requestCount = 0;

  /** @param workerModule that handles {@link WorkerRequest}s: `src/entries/worker.ts`, built */
  constructor(size: number, workerModule: URL) {
    this.size = size;
    this.#threads = Array.from({ length: size }, () => startThread(workerModule));
  }

  get idle(): boolean {
    return this.#threads.every(({ pending }) => pending.size === 0);
  }

  runInline<Parameters, Input>({ task, parameters, input, output }: InlineJob<Parameters, Input>): void {
    task.run(parameters, input, output);
  }

  acquire(length: number): SharedBuffer {
    const { id, floats } = this.#reuse(length) ?? this.#allocate(length);
    return { id, floats: floats.subarray(0, length) };
  }

  async run<Parameters, Result>(
    { task, parameters, input, inputLength, outputLength }: PoolJob<Parameters>,
    onResult: (result: Float32Array) => Result,
  ): Promise<Result> {
    const output = this.acquire(outputLength);
    try {
      await this.#send({
        task: { name: task.name, ...(task.module !== undefined && { module: task.module }) },
        parameters,
        input: { bufferId: input.id, length: inputLength ?? input.floats.length },
        output: { bufferId: output.id, length: outputLength },
      });
      return onResult(output.floats);
    } finally {
      this.#release(input);
      this.#release(output);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #send(request: Omit<RunRequest, "kind" | "id">): Promise<void> {
    const { worker, pending, failure } = this.#threads.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
    if (failure !== undefined) return Promise.reject(failure);
    this.#requestCount += 1;
    const id = this.#requestCount;
    return new Promise((resolve, reject) => {
      worker.ref(); // Keeps the process alive until the task has finished.
      pending.set(id, { resolve, reject });
      worker.postMessage({ kind: "run", id, ...request } satisfies RunRequest);
    });
  }

  /** Acquires a free buffer of about the requested length. */
  #reuse(length: number): SharedBuffer | undefined {
    const index = this.#free.findIndex(({ floats }) => floats.length >= length && floats.length <= 2 * length + 1024);
    if (index < 0) return undefined;
    const [buffer] = this.#free.splice(index, 1);
    this.#freeBytes -= buffer!.floats.byteLength;
    return buffer;
  }

  #allocate(length: number): SharedBuffer {
    this.#bufferCount += 1;
    const capacity = 1024 * Math.ceil(length / 1024); // Rounded up, so that it also fits slightly longer arrays.
    const floats = new Float32Array(new SharedArrayBuffer(capacity * Float32Array.BYTES_PER_ELEMENT));
    const buffer: SharedBuffer = { id: this.#bufferCount, floats };
    this.#broadcast({ kind: "add-buffer", ...buffer });
    return buffer;
  }

  #release({ id, floats }: SharedBuffer): void {
    const whole = new Float32Array(floats.buffer);
    this.#free.unshift({ id, floats: whole });
    this.#freeBytes += whole.byteLength;
    while (this.#freeBytes > MAX_FREE_BYTES) {
      const removed = this.#free.pop()!;
      this.#freeBytes -= removed.floats.byteLength;
      this.#broadcast({ kind: "remove-buffer", id: removed.id });
    }
  }

  #broadcast(request: WorkerRequest): void {
    for (const { worker } of this.#threads) worker.postMessage(request);
  }
}

function startThread(workerModule: URL): WorkerThread {
  const worker = new Worker(workerModule, threadOptions());
  worker.unref();
  const thread: WorkerThread = { worker, failure: undefined, pending: new Map() };
  worker.on("message", ({ id, error }: RunResponse) => {
    const { resolve, reject } = thread.pending.get(id)!;
    thread.pending.delete(id);
    if (thread.pending.size === 0) worker.unref();
    if (error === undefined) resolve();
    else reject(Object.assign(new Error(error.message), error));
  });
  // Tasks of a thread that exits cannot finish.
  const fail = (error: Error) => {
    thread.failure ??= error;
    for (const { reject } of thread.pending.values()) reject(thread.failure);
    thread.pending.clear();
  };
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a worker thread exited with code ${code}`)));
  return thread;
}
