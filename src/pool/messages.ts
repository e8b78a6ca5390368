/** What the pool sends to a worker thread. */
export type WorkerRequest =
  | { readonly kind: "add-buffer"; readonly id: number; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "remove-buffer"; readonly id: number }
  | CollectRequest
  | RunRequest;

/** Collect garbage. */
export interface CollectRequest {
  readonly kind: "collect-garbage";
  readonly id: number;
}

/** Run a task on memory that the threads share. */
export interface RunRequest {
  readonly kind: "run";
  readonly id: number;
  readonly task: { readonly name: string; readonly module?: string };
  /** Omitted if they are those of the thread's last request. */
  readonly parameters?: { readonly value: unknown };
  /** Four numbers per array: the ID of its buffer, its start in floats, and in bytes more than that, and its length in floats. */
  readonly inputs: Int32Array;
  readonly outputs: Int32Array;
  readonly layout?: unknown;
}

/** What a worker thread sends when a task has finished or failed, or when it has collected garbage. */
export interface RunResponse {
  readonly id: number;
  readonly error?: {
    readonly name: string;
    readonly family?: unknown;
    readonly message: string;
    readonly code?: unknown;
  };
}
