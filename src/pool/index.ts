/** Worker threads, and the memory shared with them. */
export type { BufferRange, RunRequest, RunResponse, SharedBuffer, WorkerRequest } from "./messages.ts";
export { defineTask, type PoolTask } from "./task.ts";
export { dryPool, type InlineJob, noPool, type PoolJob, type WorkPool } from "./work-pool.ts";
export { WorkerPool } from "./worker-pool.ts";
