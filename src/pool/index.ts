/** Threads that share a session's heavy work. */
export { type Loan, noPool, type PoolTask, WorkerPool, type WorkPool } from "./pool.ts";
