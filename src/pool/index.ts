/** Tasks, the pools that run them, and the memory shared with worker threads. */
export type { RunRequest, RunResponse, WorkerRequest } from "./messages.ts";
export { defineTask, type PoolTask, runTask } from "./task.ts";
export { dryPool, type InlineJob, noPool, type PoolJob, type WorkPool } from "./work-pool.ts";
