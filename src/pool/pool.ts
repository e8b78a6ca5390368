import { Worker } from "node:worker_threads";

/**
 * A function of a module, which the module exports under its name, so that another thread can find it.
 * @typeParam I what it takes beside arrays, for whoever runs it in his own thread
 */
export interface PoolTask<P, I = never> {
  /** `import.meta.url` of the module. */
  readonly module: string;
  readonly name: string;
  /**
   * @param parameters plain data
   * @param input not changed
   * @param output gets the result
   */
  run(parameters: P, input: Float32Array | I, output: Float32Array): void;
}

/** Where heavy work is done. */
export interface WorkPool {
  /** Threads beside the caller's; with none, work is done at once, by whoever asks for it. */
  readonly size: number;
  /** Whether no thread has anything to do. */
  readonly idle: boolean;
  /** Runs a task at once, in the caller's thread. @throws what the task throws */
  here<P, I>(task: PoolTask<P, I>, parameters: P, input: Float32Array | I, output: Float32Array): void;
  /** Memory for the input of a task, of any content. */
  borrow(length: number): Loan;
  /**
   * Runs a task in another thread.
   * @param input given back herewith
   * @param length of the input in it
   * @param outputLength of the result
   * @param take gets the result, whose memory is used again when it returns
   * @throws what the task throws, as an Error of the same name, message, family and code
   */
  run<P, R>(
    task: PoolTask<P>,
    parameters: P,
    input: Loan,
    length: number,
    outputLength: number,
    take: (result: Float32Array) => R,
  ): Promise<R>;
  /** Ends the threads; what they were doing is lost. */
  close(): Promise<void>;
}

/** Memory that all threads of a pool see, under a number by which messages name it. */
export interface Loan {
  readonly number: number;
  readonly floats: Float32Array;
}

/** What travels to a worker: memory that it will hear of, memory that it may forget, or a job. */
export type Order =
  | { readonly kind: "memory"; readonly number: number; readonly floats: Float32Array }
  | { readonly kind: "forget"; readonly number: number }
  | Job;

export interface Job {
  readonly kind: "job";
  readonly id: number;
  readonly module: string;
  readonly name: string;
  readonly parameters: unknown;
  /** Number and length of the memory. */
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
}

/** What comes back. */
export interface Outcome {
  readonly id: number;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly family?: unknown;
    readonly code?: unknown;
  };
}

/** No threads: for `threads: 1`, and for whoever runs a gadget alone. */
export const noPool: WorkPool = {
  size: 0,
  idle: true,
  here: (task, parameters, input, output) => task.run(parameters, input, output),
  borrow: (length) => ({ number: 0, floats: new Float32Array(length) }),
  run: async (task, parameters, input, length, outputLength, take) => {
    const output = new Float32Array(outputLength);
    task.run(parameters, input.floats.subarray(0, length), output);
    return take(output);
  },
  close: async () => {},
};

/** Does nothing, and has noughts for every result: for whoever wants to know what a chain makes without waiting for it. */
export const dryPool: WorkPool = {
  ...noPool,
  here: () => {},
  run: async (...[, , , , length, take]) => take(new Float32Array(length)),
};

interface Member {
  readonly worker: Worker;
  failure: Error | undefined;
  readonly waiting: Map<number, { resolve(): void; reject(error: Error): void }>;
}

/** Bytes of memory that nobody has borrowed and that are kept all the same. */
const MOST_SPARE_BYTES = 2 ** 26;

/**
 * Worker threads that do tasks; each goes to the one with the least to do. Inputs and results lie in shared memory that
 * goes round, so that nothing is allocated, transferred or collected for a task.
 */
export class WorkerPool implements WorkPool {
  readonly size: number;
  readonly #members: Member[];
  readonly #spare: Loan[] = [];
  #spareBytes = 0;
  #memories = 0;
  #jobs = 0;

  /** @param workerModule that follows {@link Order}s: this room's worker.js, built */
  constructor(size: number, workerModule: URL) {
    this.size = size;
    this.#members = Array.from({ length: size }, () => newMember(workerModule));
  }

  get idle(): boolean {
    return this.#members.every(({ waiting }) => waiting.size === 0);
  }

  here<P, I>(task: PoolTask<P, I>, parameters: P, input: Float32Array | I, output: Float32Array): void {
    task.run(parameters, input, output);
  }

  borrow(length: number): Loan {
    const at = this.#spare.findIndex(({ floats }) => floats.length >= length && floats.length <= 2 * length + 1024);
    if (at >= 0) {
      const [loan] = this.#spare.splice(at, 1);
      this.#spareBytes -= loan!.floats.byteLength;
      return loan!;
    }
    this.#memories += 1;
    // Rounded up, so that it serves for what is nearly of this size.
    const capacity = 1024 * Math.ceil(length / 1024);
    const floats = new Float32Array(new SharedArrayBuffer(capacity * Float32Array.BYTES_PER_ELEMENT));
    const loan: Loan = { number: this.#memories, floats };
    this.#tell({ kind: "memory", ...loan });
    return loan;
  }

  async run<P, R>(
    task: PoolTask<P>,
    parameters: P,
    input: Loan,
    length: number,
    outputLength: number,
    take: (result: Float32Array) => R,
  ): Promise<R> {
    const output = this.borrow(outputLength);
    try {
      await this.#do(task, parameters, [input.number, length], [output.number, outputLength]);
      return take(output.floats.subarray(0, outputLength));
    } finally {
      this.#giveBack(input);
      this.#giveBack(output);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #do<P>(
    { module, name }: PoolTask<P>,
    parameters: P,
    input: readonly [number, number],
    output: readonly [number, number],
  ): Promise<void> {
    const { worker, waiting, failure } = this.#members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    if (failure !== undefined) return Promise.reject(failure);
    this.#jobs += 1;
    const job: Order = { kind: "job", id: this.#jobs, module, name, parameters, input, output };
    return new Promise((resolve, reject) => {
      worker.ref(); // the process must not end while someone waits
      waiting.set(job.id, { resolve, reject });
      worker.postMessage(job);
    });
  }

  #giveBack(loan: Loan): void {
    this.#spare.unshift(loan);
    this.#spareBytes += loan.floats.byteLength;
    while (this.#spareBytes > MOST_SPARE_BYTES) {
      const { number, floats } = this.#spare.pop()!;
      this.#spareBytes -= floats.byteLength;
      this.#tell({ kind: "forget", number });
    }
  }

  #tell(order: Order): void {
    for (const { worker } of this.#members) worker.postMessage(order);
  }
}

function newMember(workerModule: URL): Member {
  const worker = new Worker(workerModule);
  worker.unref();
  const member: Member = { worker, failure: undefined, waiting: new Map() };
  worker.on("message", ({ id, error }: Outcome) => {
    const { resolve, reject } = member.waiting.get(id)!;
    member.waiting.delete(id);
    if (member.waiting.size === 0) worker.unref();
    if (error === undefined) resolve();
    else reject(Object.assign(new Error(error.message), error));
  });
  // A thread that dies takes its tasks with it, and whoever waits for them must know.
  const fail = (error: Error) => {
    member.failure ??= error;
    for (const { reject } of member.waiting.values()) reject(member.failure);
    member.waiting.clear();
  };
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a worker thread ended with exit code ${code}`)));
  return member;
}
