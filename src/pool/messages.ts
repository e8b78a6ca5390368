/** Memory that the threads of a pool share. Messages refer to it by its ID. */
export interface SharedBuffer {
  readonly id: number;
  readonly floats: Float32Array;
}

/** What the pool sends to a worker thread. */
export type WorkerRequest =
  | ({ readonly kind: "add-buffer" } & SharedBuffer)
  | { readonly kind: "remove-buffer"; readonly id: number }
  | RunRequest;

/** Run a task on shared buffers. */
export interface RunRequest {
  readonly kind: "run";
  readonly id: number;
  readonly task: { readonly name: string; readonly module?: string };
  readonly parameters: unknown;
  readonly input: BufferRange;
  readonly output: BufferRange;
}

/** The first `length` floats of a shared buffer. */
export interface BufferRange {
  readonly bufferId: number;
  readonly length: number;
}

/** What a worker thread sends when a task has finished or failed. */
export interface RunResponse {
  readonly id: number;
  readonly error?: {
    readonly name: string;
    readonly family?: unknown;
    readonly message: string;
    readonly code?: unknown;
  };
}
