import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { threadOptions } from "../../debugging/index.ts";
import type { CollectRequest, RunRequest, RunResponse, WorkerRequest } from "../messages.ts";
import type { InlineJob, PoolJob, WorkPool } from "../work-pool.ts";

/** Numbers of an array in a request. */
const RANGE_NUMBERS = 4;

/** A request that a thread answers. */
type AnsweredRequest = RunRequest | CollectRequest;
type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

/** Of a job, what is needed until it has finished. */
interface RunningJob {
  readonly parameters: unknown;
  readonly arrays: unknown;
  readonly long: boolean | undefined;
}

interface PendingRequest {
  resolve(): void;
  reject(error: Error): void;
  readonly arrays: unknown;
  readonly long: boolean;
}

interface WorkerThread {
  readonly worker: Worker;
  /** Where its {@link RunResponse}s arrive. */
  readonly responses: MessagePort;
  /** Why the thread exited. */
  failure: Error | undefined;
  /** Running and queued tasks by the ID of their request. Their arrays must not be garbage-collected. */
  readonly pending: Map<number, PendingRequest>;
  /** Parameters of the last request. */
  parameters: unknown;
}

/**
 * Worker threads that run tasks; each task goes to the thread with the fewest pending ones. Inputs and results stay
 * where they are, in memory that all threads share, so that a task needs no allocation, copy or garbage collection.
 */
export class WorkerPool implements WorkPool {
  readonly size: number;
  readonly forLightWork: number;
  readonly #workerModule: URL;
  /** Missing until they are started. */
  #started: readonly WorkerThread[] | undefined;
  readonly #bufferIds = new WeakMap<ArrayBufferLike, number>();
  /** The threads refer to a buffer until it is garbage-collected here. */
  readonly #collected = new FinalizationRegistry<number>((id) => this.#broadcast({ kind: "remove-buffer", id }));
  #bufferCount = 0;
  #requestCount = 0;

  /**
   * @param workerModule that handles {@link WorkerRequest}s: `src/entries/worker.ts`, built
   * @param forLightWork with 0, the threads are started when the first is needed
   */
  constructor(size: number, workerModule: URL, forLightWork = size) {
    this.size = size;
    this.forLightWork = forLightWork;
    this.#workerModule = workerModule;
    if (forLightWork > 0) this.#start();
  }

  get idle(): boolean {
    return this.#started === undefined || this.#started.some(({ pending }) => pending.size === 0);
  }

  get occupied(): boolean {
    return this.#started?.every(({ pending }) => [...pending.values()].some(({ long }) => long)) ?? false;
  }

  readonly allocate = (bytes: number): SharedArrayBuffer => {
    const buffer = new SharedArrayBuffer(bytes);
    this.#bufferCount += 1;
    const id = this.#bufferCount;
    this.#bufferIds.set(buffer, id);
    this.#collected.register(buffer, id);
    this.#broadcast({ kind: "add-buffer", id, buffer });
    return buffer;
  };

  shares({ buffer }: ArrayBufferView): boolean {
    return this.#bufferIds.has(buffer);
  }

  runInline<Parameters, Input>({ task, parameters, input, output }: InlineJob<Parameters, Input>): void {
    task.run(parameters, input, output);
  }

  run<Parameters>({ task, parameters, inputs, outputs, layout, long }: PoolJob<Parameters>): Promise<void> {
    const thread = this.#start().reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
    const request = {
      kind: "run",
      task: { name: task.name, ...(task.module !== undefined && { module: task.module }) },
      ...(thread.parameters !== parameters && { parameters: { value: parameters } }),
      inputs: this.#rangesOf(inputs),
      outputs: this.#rangesOf(outputs),
      layout,
    } as const;
    return this.#send(thread, request, { parameters, arrays: [inputs, outputs], long });
  }

  readonly collectResults = (): void => {
    for (const thread of this.#started ?? []) if (thread.pending.size > 0) receiveResponses(thread);
  };

  readonly collectGarbage = async (): Promise<void> => {
    const requests = (this.#started ?? []).map((thread) => this.#send(thread, { kind: "collect-garbage" }));
    await Promise.allSettled(requests); // A thread that has ended has no memory.
  };

  async close(): Promise<void> {
    await Promise.all((this.#started ?? []).map(({ worker }) => worker.terminate()));
  }

  #send(thread: WorkerThread, request: Unnumbered<AnsweredRequest>, job: Partial<RunningJob> = {}): Promise<void> {
    const { parameters = thread.parameters, arrays, long = false } = job;
    const { worker, pending, failure } = thread;
    if (failure !== undefined) return Promise.reject(failure);
    this.#requestCount += 1;
    const id = this.#requestCount;
    return new Promise((resolve, reject) => {
      worker.postMessage({ ...request, id });
      worker.ref(); // Keeps the process alive until the task has finished.
      thread.parameters = parameters; // Not if they can't be sent.
      pending.set(id, { resolve, reject, arrays, long });
    });
  }

  #rangesOf(arrays: readonly ArrayBufferView[]): Int32Array {
    const { BYTES_PER_ELEMENT } = Float32Array;
    const ranges = new Int32Array(RANGE_NUMBERS * arrays.length);
    for (let i = 0, at = 0; i < arrays.length; i += 1, at += RANGE_NUMBERS) {
      const { buffer, byteOffset, byteLength } = arrays[i]!;
      const id = this.#bufferIds.get(buffer);
      if (id === undefined) throw new TypeError("the threads do not share this array's memory");
      const shift = byteOffset % BYTES_PER_ELEMENT;
      ranges[at] = id;
      ranges[at + 1] = (byteOffset - shift) / BYTES_PER_ELEMENT;
      ranges[at + 2] = shift;
      ranges[at + 3] = byteLength / BYTES_PER_ELEMENT;
    }
    return ranges;
  }

  #broadcast(request: WorkerRequest): void {
    for (const { worker } of this.#start()) worker.postMessage(request);
  }

  #start(): readonly WorkerThread[] {
    this.#started ??= Array.from({ length: this.size }, () => startThread(this.#workerModule));
    return this.#started;
  }
}

function startThread(workerModule: URL): WorkerThread {
  const { port1: responses, port2: port } = new MessageChannel();
  const worker = new Worker(workerModule, { ...threadOptions(), workerData: port, transferList: [port] });
  worker.unref();
  const thread: WorkerThread = { worker, responses, failure: undefined, pending: new Map(), parameters: undefined };
  responses.on("message", (response: RunResponse) => finish(thread, response));
  responses.unref();
  // Tasks of a thread that exits cannot finish.
  const fail = (error: Error) => {
    receiveResponses(thread);
    thread.failure ??= error;
    for (const { reject } of thread.pending.values()) reject(thread.failure);
    thread.pending.clear();
  };
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a worker thread exited with code ${code}`)));
  return thread;
}

/** Receives what has arrived, without waiting for the event loop. */
function receiveResponses(thread: WorkerThread): void {
  for (;;) {
    const received = receiveMessageOnPort(thread.responses) as { readonly message: RunResponse } | undefined;
    if (received === undefined) return;
    finish(thread, received.message);
  }
}

function finish({ worker, pending }: WorkerThread, { id, error }: RunResponse): void {
  const { resolve, reject } = pending.get(id)!;
  pending.delete(id);
  if (pending.size === 0) worker.unref();
  if (error === undefined) resolve();
  else reject(Object.assign(new Error(error.message), error));
}
