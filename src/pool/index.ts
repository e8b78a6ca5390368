/** Threads that share a session's heavy work. */
export { dryPool, type Loan, noPool, type PoolTask, WorkerPool, type WorkPool } from "./pool.ts";
